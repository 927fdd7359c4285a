package io.github.qwenvl4j.grounding;

/** Escapes model text for XML and HTML, in element content and in quoted attributes. */
final class Markup {

    private static final int REPLACEMENT = 0xFFFD;

    private Markup() {}

    static String escape(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(codePoint -> {
            switch (codePoint) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isXml(codePoint) ? codePoint : REPLACEMENT);
            }
        });
        return out.toString();
    }

    /** The character range of XML 1.0; other characters are not allowed, not even escaped. */
    private static boolean isXml(int codePoint) {
        return codePoint == '\t'
                || codePoint == '\n'
                || codePoint == '\r'
                || codePoint >= 0x20 && codePoint <= 0xD7FF
                || codePoint >= 0xE000 && codePoint <= 0xFFFD
                || codePoint >= 0x10000;
    }
}
