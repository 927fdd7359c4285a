package io.github.qwenvl4j.tokenizer;

import java.util.Arrays;

/**
 * The additions of Unicode 14 to 16, so that ids do not depend on the JDK: JDK 17 supports Unicode 13, JDK 25 Unicode
 * 16. Letters and numbers are those of Unicode 16 on every JDK, as in the reference's pre-split. Normalisation is that
 * of Unicode 13: later characters are unchanged.
 */
final class Unicode16 {

    private static final int HEX = 16;

    private static final String NEW_LETTERS =
            "870-887 889-88e 8b5 8c8-8c9 c5d cdd 170d 171f 1b4c 1c89-1c8a 2c2f 2c5f 9ffd-9fff a7c0-a7c1 a7cb-a7cd "
                    + "a7d0-a7d1 a7d3 a7d5-a7dc a7f2-a7f4 10570-1057a 1057c-1058a 1058c-10592 10594-10595 10597-105a1 "
                    + "105a3-105b1 105b3-105b9 105bb-105bc 105c0-105f3 10780-10785 10787-107b0 107b2-107ba 10d4a-10d65 "
                    + "10d6f-10d85 10ec2-10ec4 10f70-10f81 11071-11072 11075 1123f-11240 11380-11389 1138b 1138e 11390-113b5 "
                    + "113b7 113d1 113d3 11740-11746 11ab0-11abf 11bc0-11be0 11f02 11f04-11f10 11f12-11f33 12f90-12ff0 1342f "
                    + "13441-13446 13460-143fa 16100-1611d 16a70-16abe 16d40-16d6c 18cff 1aff0-1aff3 1aff5-1affb 1affd-1affe "
                    + "1b11f-1b122 1b132 1b155 1df00-1df1e 1df25-1df2a 1e030-1e06d 1e290-1e2ad 1e4d0-1e4eb 1e5d0-1e5ed 1e5f0 "
                    + "1e7e0-1e7e6 1e7e8-1e7eb 1e7ed-1e7ee 1e7f0-1e7fe 2a6de-2a6df 2b735-2b739 2ebf0-2ee5d 31350-323af";

    private static final String NEW_NUMBERS =
            "10d40-10d49 116d0-116e3 11bf0-11bf9 11f50-11f59 16130-16139 16ac0-16ac9 16d70-16d79 1ccf0-1ccf9 "
                    + "1d2c0-1d2d3 1e4f0-1e4f9 1e5f1-1e5fa";

    /** Later characters that combine, decompose or are composed. */
    private static final String NEW_IN_NORMALIZATION =
            "897-89f 8ca-8d2 c3c 1715 1ac1-1ace 1dfa 105c9 105d2 105da 105e4 10d69-10d6d 10efd-10eff 10f82-10f85 "
                    + "11070 11382-11385 1138b 1138e 11390-11391 113b8 113bb 113c2 113c5 113c7-113c9 113ce-113d0 11f41-11f42 "
                    + "1611e-16129 1612f 16d63 16d67-16d6a 1e08f 1e2ae 1e4ec-1e4ef 1e5ee-1e5ef";

    /** For a character class of a pattern. */
    static final String LETTERS = "\\p{L}" + also(NEW_LETTERS);

    /** For a character class of a pattern. */
    static final String NUMBERS = "\\p{N}" + also(NEW_NUMBERS);

    private static final int[] STARTS = bounds(NEW_IN_NORMALIZATION, 0);
    private static final int[] ENDS = bounds(NEW_IN_NORMALIZATION, 1);

    private Unicode16() {}

    /** Whether the character is not in Unicode 13 but would be reordered or changed by a later normalisation. */
    static boolean isNewInNormalization(int point) {
        if (point < STARTS[0]) {
            return false;
        }
        int at = Arrays.binarySearch(STARTS, point);
        int range = at >= 0 ? at : -at - 2;
        return point <= ENDS[range];
    }

    /** The outer bounds let a pattern skip most characters quickly. */
    private static String also(String ranges) {
        int[] starts = bounds(ranges, 0);
        int[] ends = bounds(ranges, 1);
        String outer =
                "\\x{" + Integer.toHexString(starts[0]) + "}-\\x{" + Integer.toHexString(ends[ends.length - 1]) + "}";
        String each = "\\x{" + ranges.replace("-", "}-\\x{").replace(" ", "}\\x{") + "}";
        return "[" + outer + "&&[" + each + "]]";
    }

    private static int[] bounds(String ranges, int end) {
        String[] each = ranges.split(" ");
        int[] bounds = new int[each.length];
        for (int i = 0; i < bounds.length; i++) {
            String[] range = each[i].split("-");
            bounds[i] = Integer.parseInt(range[end % range.length], HEX);
        }
        return bounds;
    }
}
