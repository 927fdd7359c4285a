package io.github.qwenvl4j.cli.chat;

/** Model text made safe for a terminal: control characters could move its cursor, or worse. */
final class Printable {

    private Printable() {}

    static String of(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]|[\\u0080-\\u009f]", "\uFFFD");
    }
}
