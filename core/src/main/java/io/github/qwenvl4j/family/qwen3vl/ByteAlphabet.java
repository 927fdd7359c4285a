package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.util.Arrays;

/**
 * GPT-2's spelling of bytes as characters, in which vocabularies of byte-level tokens are written: printable bytes stand for
 * themselves, the others for characters from U+0100 on, in order.
 */
final class ByteAlphabet {

    private static final int OTHERS = 0x100;
    private static final int[] BYTE_OF = new int[OTHERS + 256];
    private static final char[] CHARACTER_OF = new char[256];

    static {
        Arrays.fill(BYTE_OF, -1);
        int next = OTHERS;
        for (int value = 0; value < 256; value++) {
            boolean printable = value >= '!' && value <= '~' || value >= 0xa1 && value <= 0xff && value != 0xad;
            CHARACTER_OF[value] = (char) (printable ? value : next++);
            BYTE_OF[CHARACTER_OF[value]] = value;
        }
    }

    private ByteAlphabet() {}

    /** How a byte is spelled. */
    static String character(int value) {
        return String.valueOf(CHARACTER_OF[value]);
    }

    /** @throws QwenVlException where a character stands for no byte */
    static byte[] bytes(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char character = token.charAt(i);
            int value = character < BYTE_OF.length ? BYTE_OF[character] : -1;
            if (value < 0) {
                throw new QwenVlException(
                        Kind.CHECKPOINT,
                        "the vocabulary has U+%04X, which stands for no byte".formatted((int) character));
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }
}
