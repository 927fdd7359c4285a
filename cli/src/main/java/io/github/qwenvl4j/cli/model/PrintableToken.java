package io.github.qwenvl4j.cli.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a token as printable text on one line. */
final class PrintableToken {

    private PrintableToken() {}

    /** The text with escaped control characters; bytes that are not complete characters as {@code \xNN}. */
    static String of(byte[] bytes) {
        StringBuilder shown = new StringBuilder();
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .forEach(unit -> append(shown, (char) unit));
        } catch (CharacterCodingException partOfACharacter) {
            for (byte value : bytes) {
                shown.append(String.format("\\x%02X", value));
            }
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, char unit) {
        switch (unit) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            case '\\' -> shown.append("\\\\");
            default -> {
                if (Character.isISOControl(unit)) {
                    shown.append(String.format("\\x%02X", (int) unit));
                } else {
                    shown.append(unit);
                }
            }
        }
    }
}
