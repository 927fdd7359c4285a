package io.github.qwenvl4j.evaluate.metric;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The two steps by which the VQA score makes answers alike: punctuation, then digits, articles and contractions. */
public final class VqaText {

    private static final String PUNCTUATION = ";/[]\"{}()=+\\_-><@`,?!";
    private static final Pattern COMMA_IN_NUMBER = Pattern.compile("\\d,\\d", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern FULL_STOP = Pattern.compile("\\.(?!\\d)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final int MOST_FULL_STOPS = 32; // the official program passes a flag where a count belongs
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");
    private static final Map<String, String> DIGITS = Map.ofEntries(
            Map.entry("none", "0"),
            Map.entry("zero", "0"),
            Map.entry("one", "1"),
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"),
            Map.entry("ten", "10"));
    private static final Map<String, String> CONTRACTIONS = contractions();

    private VqaText() {}

    private static Map<String, String> contractions() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(VqaText.class.getResourceAsStream("contractions.txt"), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On one line, without white space around. */
    public static String line(String text) {
        return PythonText.strip(text.replace('\n', ' ').replace('\t', ' '));
    }

    /**
     * Without punctuation. A mark becomes nothing where it stands at a space, or where a comma stands between digits anywhere
     * in the text, and otherwise a space.
     */
    public static String withoutPunctuation(String text) {
        if (text.chars().noneMatch(each -> each == '.' || PUNCTUATION.indexOf(each) >= 0)) {
            return text; // most answers
        }
        boolean number = COMMA_IN_NUMBER.matcher(text).find();
        String left = text;
        for (int i = 0; i < PUNCTUATION.length(); i++) {
            String mark = PUNCTUATION.substring(i, i + 1);
            boolean atSpace = text.contains(mark + " ") || text.contains(" " + mark);
            left = left.replace(mark, number || atSpace ? "" : " ");
        }
        return withoutFullStops(left);
    }

    private static String withoutFullStops(String text) {
        Matcher stop = FULL_STOP.matcher(text);
        StringBuilder left = new StringBuilder();
        for (int removed = 0; removed < MOST_FULL_STOPS && stop.find(); removed++) {
            stop.appendReplacement(left, "");
        }
        return stop.appendTail(left).toString();
    }

    /** In lower case, numbers up to ten in digits, without articles, contractions with their apostrophe. */
    public static String alike(String text) {
        List<String> words = PythonText.words(PythonText.lower(text));
        return words.stream()
                .map(word -> DIGITS.getOrDefault(word, word))
                .filter(word -> !ARTICLES.contains(word))
                .map(word -> CONTRACTIONS.getOrDefault(word, word))
                .collect(Collectors.joining(" "));
    }

    /** Both steps. */
    public static String normal(String text) {
        return alike(withoutPunctuation(line(text)));
    }
}
