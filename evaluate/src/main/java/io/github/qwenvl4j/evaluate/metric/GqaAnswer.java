package io.github.qwenvl4j.evaluate.metric;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The short answer within a sentence, for GQA, which then compares exactly. The official cuts look for letters, not words:
 * they fire inside words ("banana tree" becomes "tree") and lose what follows a second match ("the the cat" becomes "").
 */
public final class GqaAnswer {

    private static final List<String> BEFORE = List.of("is ", "are ", "a ", "an ", "the ");
    private static final String BEHIND = " of";
    private static final Pattern SENTENCE_END = Pattern.compile("[.,!]");
    private static final Pattern UP_TO_VERB = Pattern.compile("^.*\\b(?:is|are) (?=\\S)");
    private static final Pattern ARTICLES = Pattern.compile("^(?:(?:a|an|the) )+(?=\\S)");
    private static final Pattern OF = Pattern.compile(" of\\b.*$");

    private GqaAnswer() {}

    /** The part of an answer that is compared. */
    public static String of(String answer, Mode mode) {
        String sentence = PythonText.lower(SENTENCE_END.split(PythonText.strip(answer), 2)[0]);
        return mode == Mode.OFFICIAL ? official(sentence) : strict(PythonText.strip(sentence));
    }

    private static String official(String sentence) {
        String left = sentence;
        for (String word : BEFORE) {
            int at = left.indexOf(word);
            if (at >= 0) {
                left = upTo(left.substring(at + word.length()), word);
            }
        }
        return PythonText.strip(upTo(left, BEHIND));
    }

    private static String upTo(String text, String mark) {
        int at = text.indexOf(mark);
        return at < 0 ? text : text.substring(0, at);
    }

    /** The same cuts at whole words: behind the verb, without articles in front, before "of". */
    private static String strict(String sentence) {
        String words = String.join(" ", PythonText.words(sentence));
        String predicate = UP_TO_VERB.matcher(words).replaceFirst("");
        return OF.matcher(ARTICLES.matcher(predicate).replaceFirst("")).replaceFirst("");
    }
}
