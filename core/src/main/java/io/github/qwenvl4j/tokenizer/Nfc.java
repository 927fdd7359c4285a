package io.github.qwenvl4j.tokenizer;

import io.github.qwenvl4j.QwenVlException;
import java.text.Normalizer;

/**
 * Unicode NFC. The platform sorts a run of combining marks in quadratic time (8 s for 200,000 of them), so a run that no
 * writing system has is refused.
 */
public final class Nfc {

    private static final int LONGEST_RUN = 1000;
    private static final char FIRST_MARK = '\u0300';

    private Nfc() {}

    /** @throws QwenVlException where more than 1000 combining marks follow each other */
    public static String of(CharSequence text) {
        requireShortRuns(text);
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static void requireShortRuns(CharSequence text) {
        int run = 0;
        for (int i = 0; i < text.length(); ) {
            char unit = text.charAt(i);
            int point = unit < FIRST_MARK ? unit : Character.codePointAt(text, i);
            run = point >= FIRST_MARK && isMark(point) ? run + 1 : 0;
            if (run > LONGEST_RUN) {
                throw new QwenVlException(
                        "text has more than " + LONGEST_RUN + " combining marks in a row at character " + i);
            }
            i += Character.charCount(point);
        }
    }

    private static boolean isMark(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
