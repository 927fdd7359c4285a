package io.github.qwenvl4j.train.scenes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The characters of signs: digits, Latin letters, and the Chinese characters of the word list, each with a class from
 * 1; 0 means none.
 */
public final class Alphabet {

    static final List<String> ENGLISH_WORDS = words("words-en.txt");
    static final List<String> CHINESE_WORDS = words("words-zh.txt");
    static final List<String> HAN = CHINESE_WORDS.stream()
            .flatMapToInt(String::codePoints)
            .distinct()
            .sorted()
            .mapToObj(Character::toString)
            .toList();

    private static final List<String> CHARACTERS = characters();
    private static final Map<Integer, Integer> CLASSES = classes();

    private Alphabet() {}

    /** All characters, ordered by class; the first has class 1. */
    public static List<String> characters() {
        List<String> all = new ArrayList<>();
        for (char c = '0'; c <= '9'; c++) {
            all.add(String.valueOf(c));
        }
        for (char c = 'A'; c <= 'Z'; c++) {
            all.add(String.valueOf(c));
        }
        for (char c = 'a'; c <= 'z'; c++) {
            all.add(String.valueOf(c));
        }
        all.addAll(HAN);
        return List.copyOf(all);
    }

    /** The number of classes, "none" included. */
    public static int classCount() {
        return CHARACTERS.size() + 1;
    }

    /** The class of a character; 0 if it is not in the set. */
    public static int classOf(int codePoint) {
        return CLASSES.getOrDefault(codePoint, 0);
    }

    private static Map<Integer, Integer> classes() {
        Map<Integer, Integer> classes = new HashMap<>();
        CHARACTERS.forEach(character -> classes.put(character.codePointAt(0), classes.size() + 1));
        return Map.copyOf(classes);
    }

    private static List<String> words(String name) {
        try (InputStream in = Alphabet.class.getResourceAsStream(name)) {
            return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
