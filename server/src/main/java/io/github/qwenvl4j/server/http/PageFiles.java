package io.github.qwenvl4j.server.http;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The files of the web page: a fixed list, read once. No other path can read a file. */
final class PageFiles {

    private static final List<String> NAMES = List.of(
            "index.html",
            "style.css",
            "icon.svg",
            "main.js",
            "api.js",
            "boxes.js",
            "code.js",
            "composer.js",
            "conversation.js",
            "dom.js",
            "grounding.js",
            "history.js",
            "log.js",
            "markdown.js",
            "message.js",
            "models.js",
            "picture.js",
            "pictures.js",
            "reference.css",
            "reference.html",
            "reference.js",
            "save.js",
            "settings.js",
            "store.js",
            "talk.js",
            "tree.js",
            "welcome.js",
            "words.js",
            "scene.png",
            "shapes.png",
            "sign.png",
            "things.png");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png");

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    PageFiles() {
        NAMES.forEach(name -> files.put(name, read("/web/" + name)));
        files.put("marked.js", library("marked", "lib/marked.esm.js"));
        files.put("purify.js", library("dompurify", "dist/purify.es.mjs"));
    }

    void index(Context context) {
        send(context, "index.html");
    }

    /** The description of the API, for people. */
    void reference(Context context) {
        send(context, "reference.html");
    }

    void file(Context context) {
        String name = context.pathParam("file");
        if (files.containsKey(name)) {
            send(context, name);
        } else {
            throw new NotFoundResponse();
        }
    }

    private void send(Context context, String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        context.contentType(type).header("Cache-Control", "no-cache").result(files.get(name));
    }

    /** A script from a library's webjar, whose folder name contains its version. */
    private static byte[] library(String name, String file) {
        Properties about = new Properties();
        try {
            about.load(new ByteArrayInputStream(read("/META-INF/maven/org.webjars.npm/" + name + "/pom.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the version of " + name, e);
        }
        return read("/META-INF/resources/webjars/" + name + "/" + about.getProperty("version") + "/" + file);
    }

    private static byte[] read(String path) {
        try (InputStream in = PageFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the page's file " + path + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }
}
