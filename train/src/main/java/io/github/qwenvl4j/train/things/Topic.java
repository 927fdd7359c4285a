package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.Dice;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import io.github.qwenvl4j.train.scenes.ShapeName;
import java.util.List;
import java.util.Locale;

/** What a question is written about, in which language and with which wordings. */
record Topic(ThingPicture picture, SceneLanguage language, TalkWordings wordings, Dice dice) {

    boolean english() {
        return language == SceneLanguage.ENGLISH;
    }

    /** The text of this language. */
    String say(String english, String chinese) {
        return english() ? english : chinese;
    }

    /** A wording without names. */
    String ask(String task) {
        return wordings.draw(task, language, dice);
    }

    /** A wording about one name, several things if {@code several}. */
    String ask(String task, Noun noun, boolean several) {
        return ask(task)
                .replace("{the}", noun.definite(language, several))
                .replace("{The}", capital(noun.definite(language, several)))
                .replace("{a}", noun.indefinite(language))
                .replace("{s}", noun.plural())
                .replace("{n}", noun.in(language))
                .replace("{m}", noun.measure());
    }

    /** A wording about two names. */
    String ask(String task, Noun noun, Noun other) {
        return ask(task, noun, false)
                .replace("{the2}", other.definite(language, false))
                .replace("{n2}", other.in(language));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** The usual name, sometimes a synonym. */
    Noun noun(Item item) {
        List<Noun> names = item.names();
        return dice.chance(0.75) ? names.get(0) : dice.pick(names);
    }

    /** {@code x, y and z}; {@code x、y和z}. */
    String list(List<String> names) {
        return list(names, say(" and ", "和"));
    }

    String list(List<String> names, String last) {
        if (names.size() == 1) {
            return names.get(0);
        }
        return String.join(say(", ", "、"), names.subList(0, names.size() - 1)) + last + names.get(names.size() - 1);
    }

    /** A name that nothing in the picture has. */
    Noun absent() {
        while (true) {
            Noun noun;
            boolean there;
            if (dice.chance(0.8)) {
                Thing thing = dice.pick(Things.ALL);
                noun = dice.pick(thing.names());
                there = picture.items().stream().anyMatch(item -> item.thing() == thing);
            } else {
                Item shape =
                        new Item(null, dice.pick(ColourName.values()), dice.pick(ShapeName.values()), new double[4]);
                noun = shape.noun();
                there = picture.items().stream().anyMatch(item -> item.key() == shape.key());
            }
            if (!there) {
                return noun;
            }
        }
    }
}
