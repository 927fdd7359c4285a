package io.github.qwenvl4j.tokenizer;

import io.github.qwenvl4j.QwenVlException;
import java.text.Normalizer;

/**
 * Unicode NFC of Unicode 13 on every JDK: later characters are unchanged. Lone surrogates become U+FFFD, as in the
 * reference implementation. The JDK sorts a run of combining marks in quadratic time (8 s for 200,000 of them), so runs
 * longer than in any writing system are refused.
 */
public final class Nfc {

    private static final int LONGEST_RUN = 1000;
    private static final char FIRST_MARK = '\u0300';
    private static final char REPLACEMENT = '\uFFFD';

    private final CharSequence text;
    private final StringBuilder done = new StringBuilder();
    private int begun; // start of the piece that is normalised at once

    private Nfc(CharSequence text) {
        this.text = text;
    }

    /** @throws QwenVlException for more than 1000 consecutive combining marks */
    public static String of(CharSequence text) {
        return new Nfc(text).normalized();
    }

    private String normalized() {
        int run = 0;
        for (int i = 0; i < text.length(); ) {
            char unit = text.charAt(i);
            int point = unit < FIRST_MARK ? unit : Character.codePointAt(text, i);
            int next = i + Character.charCount(point);
            boolean half = point <= Character.MAX_VALUE && Character.isSurrogate((char) point);
            if (half || Unicode16.isNewInNormalization(point)) {
                endPiece(i);
                done.appendCodePoint(half ? REPLACEMENT : point);
                begun = next;
            }
            run = point >= FIRST_MARK && isMark(point) ? run + 1 : 0;
            if (run > LONGEST_RUN) {
                throw new QwenVlException(
                        "text has more than " + LONGEST_RUN + " combining marks in a row at character " + i);
            }
            i = next;
        }
        endPiece(text.length());
        return done.toString();
    }

    private void endPiece(int end) {
        done.append(Normalizer.normalize(text.subSequence(begun, end), Normalizer.Form.NFC));
    }

    private static boolean isMark(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
