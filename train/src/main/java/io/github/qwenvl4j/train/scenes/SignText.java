package io.github.qwenvl4j.train.scenes;

import java.util.List;
import java.util.Locale;

/** Draws random text of signs: words of the lists, numbers and random strings; a third is Chinese. */
public final class SignText {

    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /** Characters that resemble no other one, in upper and lower case and in every font. */
    private static final String DISTINCT = "ABDEFGHJKLMNPQRTUYabdefghijkmnqrty2345678";

    private static final String DISTINCT_UPPER = DISTINCT.substring(0, 18);
    private static final String DIGITS = "0123456789";

    private SignText() {}

    public static String draw(Dice dice) {
        if (dice.chance(0.33)) {
            return dice.chance(0.65) ? dice.pick(Alphabet.CHINESE_WORDS) : han(dice);
        }
        double kind = dice.uniform();
        if (kind < 0.45) {
            return word(dice);
        }
        if (kind < 0.65) {
            return random(DIGITS, dice.whole(1, 6), dice);
        }
        if (kind < 0.8) {
            return random(UPPER, dice.whole(1, 6), dice);
        }
        if (kind < 0.9) {
            return random(DISTINCT_UPPER, dice.whole(1, 3), dice) + random(DIGITS, dice.whole(1, 4), dice);
        }
        return random(DISTINCT, dice.whole(2, 6), dice);
    }

    private static String word(Dice dice) {
        String upper = dice.pick(Alphabet.ENGLISH_WORDS);
        double form = dice.uniform();
        if (form < 0.6) {
            return upper;
        }
        String lower = upper.toLowerCase(Locale.ROOT);
        return form < 0.85 ? upper.charAt(0) + lower.substring(1) : lower;
    }

    private static String han(Dice dice) {
        return pick(Alphabet.HAN, dice.whole(1, 4), dice);
    }

    private static String random(String characters, int length, Dice dice) {
        return pick(characters.chars().mapToObj(Character::toString).toList(), length, dice);
    }

    private static String pick(List<String> characters, int length, Dice dice) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(dice.pick(characters));
        }
        return text.toString();
    }
}
