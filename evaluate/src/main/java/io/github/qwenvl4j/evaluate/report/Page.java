package io.github.qwenvl4j.evaluate.report;

import java.util.Locale;

/** HTML as it grows; texts are escaped. */
final class Page {

    private final StringBuilder html = new StringBuilder();

    /** Markup of this program. */
    Page raw(String markup) {
        html.append(markup);
        return this;
    }

    /** Anybody's text. */
    Page text(String text) {
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
    Page element(String name, String text) {
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
