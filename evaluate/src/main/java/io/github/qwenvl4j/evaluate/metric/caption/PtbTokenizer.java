package io.github.qwenvl4j.evaluate.metric.caption;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits captions as the published caption scores do: in the manner of the Penn Treebank, in lower case, without punctuation.
 * Brackets stay as {@code -lrb-} and the like, exclamation and question marks in a row stay, emoji vanish.
 */
public final class PtbTokenizer {

    private static final Set<String> PUNCTUATION =
            Set.of("''", "'", "``", "`", ".", "?", "!", ",", ":", "-", "--", "...", ";");
    private static final Map<String, String> WRITTEN = Map.ofEntries(
            Map.entry("\u2019", "'"),
            Map.entry("\u2018", "`"),
            Map.entry("\u201C", "``"),
            Map.entry("\u201D", "''"),
            Map.entry("\"", "''"),
            Map.entry("\u2013", "--"),
            Map.entry("\u2014", "--"),
            Map.entry("\u2026", "..."),
            Map.entry("\u20AC", "$"),
            Map.entry("\u00A3", "#"),
            Map.entry("\u00BD", "1/2"),
            Map.entry("\u00BC", "1/4"),
            Map.entry("\u00BE", "3/4"),
            Map.entry("&amp;", "&"),
            Map.entry("\u00AD", ""),
            Map.entry("\u200B", " "));
    private static final Pattern REWRITTEN = Pattern.compile(
            String.join("|", WRITTEN.keySet().stream().map(Pattern::quote).toList()));
    private static final Map<String, String> BRACKETS =
            Map.of("(", "-lrb-", ")", "-rrb-", "[", "-lsb-", "]", "-rsb-", "{", "-lcb-", "}", "-rcb-");
    private static final Pattern BRACKET = Pattern.compile("[()\\[\\]{}]");
    private static final Map<String, Integer> TWO_WORDS =
            Map.of("cannot", 3, "gonna", 3, "wanna", 3, "gotta", 3, "lemme", 3, "gimme", 3);
    private static final String NEGATION = "'t";

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    private PtbTokenizer(String text) {
        this.text = text;
    }

    /** The tokens of a caption, with a space between them. */
    public static String tokenize(String caption) {
        String written = REWRITTEN
                .matcher(caption.replace('\n', ' '))
                .replaceAll(found -> Matcher.quoteReplacement(WRITTEN.get(found.group())));
        return String.join(" ", new PtbTokenizer(written).tokens());
    }

    private List<String> tokens() {
        while (at < text.length()) {
            int character = text.codePointAt(at);
            if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
                at += Character.charCount(character);
            } else {
                take(longest(character));
            }
        }
        return tokens;
    }

    /** The end of the token that begins here. */
    private int longest(int character) {
        int end = at + Character.charCount(character);
        for (Pattern form : TokenPatterns.ALL) {
            Matcher matcher = form.matcher(text).region(at, text.length());
            matcher.useTransparentBounds(true);
            if (matcher.lookingAt()) {
                end = Math.max(end, matcher.end());
            }
        }
        return end;
    }

    private void take(int end) {
        String token = text.substring(at, end).toLowerCase(Locale.ROOT);
        if (token.endsWith("n") && negated(end)) {
            add(token.substring(0, token.length() - 1));
            add("n" + NEGATION);
            at = end + NEGATION.length();
        } else if (TWO_WORDS.containsKey(token)) {
            add(token.substring(0, TWO_WORDS.get(token)));
            add(token.substring(TWO_WORDS.get(token)));
            at = end;
        } else {
            add(token);
            at = end;
        }
    }

    /** Whether {@code 't} follows, so that the token's last letter belongs to {@code n't}. */
    private boolean negated(int end) {
        int behind = end + NEGATION.length();
        return text.regionMatches(true, end, NEGATION, 0, NEGATION.length())
                && (behind == text.length() || !Character.isLetterOrDigit(text.codePointAt(behind)));
    }

    private void add(String token) {
        boolean unknown = token.codePoints().allMatch(each -> each >= 0x10000 && !Character.isLetter(each));
        String written = BRACKET.matcher(token).replaceAll(found -> BRACKETS.get(found.group()));
        if (!unknown && !PUNCTUATION.contains(written) && !isDots(written)) {
            tokens.add(written);
        }
    }

    private static boolean isDots(String token) {
        return token.chars().allMatch(each -> each == '.') || token.chars().allMatch(each -> each == '-');
    }
}
