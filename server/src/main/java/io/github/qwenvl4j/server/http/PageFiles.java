package io.github.qwenvl4j.server.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The web page: a fixed list of files, read once. No other path leads to a file. */
final class PageFiles {

    private static final List<String> NAMES = List.of(
            "index.html",
            "style.css",
            "main.js",
            "api.js",
            "picture.js",
            "boxes.js",
            "grounding.js",
            "words.js",
            "icon.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    PageFiles() {
        NAMES.forEach(name -> files.put(name, read(name)));
    }

    void index(Context context) {
        send(context, "index.html");
    }

    void file(Context context) {
        String name = context.pathParam("file");
        if (files.containsKey(name)) {
            send(context, name);
        } else {
            context.status(404);
        }
    }

    private void send(Context context, String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        context.contentType(type).header("Cache-Control", "no-cache").result(files.get(name));
    }

    private static byte[] read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the page's file " + name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }
}
