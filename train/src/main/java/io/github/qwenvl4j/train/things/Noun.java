package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import io.github.qwenvl4j.train.scenes.ShapeName;
import java.util.List;

/**
 * A name in the forms that sentences need.
 *
 * @param measure the Chinese measure word
 */
record Noun(String english, String plural, String chinese, String measure) {

    private static final List<String> NUMBERS =
            List.of("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
    private static final List<String> HAN_NUMBERS = List.of("零", "一", "两", "三", "四", "五", "六", "七", "八", "九");

    static final Noun THING = new Noun("thing", "things", "东西", "个");
    static final Noun OBJECT = new Noun("object", "objects", "物体", "个");

    static Noun of(ColourName colour, ShapeName shape) {
        String english = colour.in(SceneLanguage.ENGLISH) + " " + shape.in(SceneLanguage.ENGLISH);
        return new Noun(
                english, english + "s", colour.in(SceneLanguage.CHINESE) + shape.in(SceneLanguage.CHINESE), "个");
    }

    static Noun of(ShapeName shape) {
        String english = shape.in(SceneLanguage.ENGLISH);
        return new Noun(english, english + "s", shape.in(SceneLanguage.CHINESE), "个");
    }

    String in(SceneLanguage language) {
        return language == SceneLanguage.ENGLISH ? english : chinese;
    }

    /** {@code the cat}, {@code the cats}; {@code 猫}. */
    String definite(SceneLanguage language, boolean several) {
        return language == SceneLanguage.ENGLISH ? "the " + (several ? plural : english) : chinese;
    }

    /** {@code a cat}; {@code 一只猫}. */
    String indefinite(SceneLanguage language) {
        return counted(1, language);
    }

    /** {@code two cats}; {@code 两只猫}. */
    String counted(int count, SceneLanguage language) {
        if (language == SceneLanguage.CHINESE) {
            return HAN_NUMBERS.get(count) + measure + chinese;
        }
        return count == 1 ? article() + english : NUMBERS.get(count) + " " + plural;
    }

    private String article() {
        boolean vowel = "aeiou".indexOf(english.charAt(0)) >= 0 || english.startsWith("hour");
        return vowel && !english.startsWith("uni") && !english.equals("ufo") ? "an " : "a ";
    }
}
