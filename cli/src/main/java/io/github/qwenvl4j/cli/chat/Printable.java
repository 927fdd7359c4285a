package io.github.qwenvl4j.cli.chat;

/** Makes model text safe for a terminal by replacing control characters, which could move the cursor or do worse. */
final class Printable {

    private Printable() {}

    static String of(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]|[\\u0080-\\u009f]", "\uFFFD");
    }
}
