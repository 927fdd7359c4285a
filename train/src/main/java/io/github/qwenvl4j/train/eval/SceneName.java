package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import io.github.qwenvl4j.train.scenes.ShapeName;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The object that a phrase names, in either language: {@code two red circles} and {@code 两个红色圆形} both name a red
 * circle; a phrase without colour and shape names a sign.
 */
record SceneName(Optional<ColourName> colour, Optional<ShapeName> shape) {

    static SceneName of(String phrase) {
        String text = phrase.toLowerCase(Locale.ROOT);
        return new SceneName(
                Arrays.stream(ColourName.values())
                        .filter(colour -> names(text, colour::in))
                        .findFirst(),
                Arrays.stream(ShapeName.values())
                        .filter(shape -> names(text, shape::in))
                        .findFirst());
    }

    private static boolean names(String text, Function<SceneLanguage, String> word) {
        return text.matches("(.*[^a-z])?" + word.apply(SceneLanguage.ENGLISH) + "s?([^a-z].*)?")
                || text.contains(word.apply(SceneLanguage.CHINESE));
    }
}
