package io.github.qwenvl4j.evaluate.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** HTML as it grows; texts are escaped. */
public final class Page {

    private final StringBuilder html = new StringBuilder();

    /** A page of this look, up to its first heading. */
    public static Page begin(String title, String description) {
        return new Page()
                .raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .element("title", title)
                .raw("<style>")
                .raw(style())
                .raw("</style></head><body><main>\n")
                .element("h1", title)
                .element("p class=\"about\"", description);
    }

    /** The whole page. */
    public String end() {
        return raw("</main></body></html>\n").toString();
    }

    private static String style() {
        try (InputStream css = Page.class.getResourceAsStream("report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a resource of this library", e);
        }
    }

    /** Markup of this program. */
    public Page raw(String markup) {
        html.append(markup);
        return this;
    }

    /** Anybody's text. */
    public Page text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '&' -> html.append("&amp;");
                case '"' -> html.append("&quot;");
                default -> html.append(character);
            }
        }
        return this;
    }

    /** An element with a text. */
    public Page element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name.split(" ")[0] + ">\n");
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
