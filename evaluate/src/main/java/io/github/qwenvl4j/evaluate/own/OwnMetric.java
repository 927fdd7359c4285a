package io.github.qwenvl4j.evaluate.own;

import io.github.qwenvl4j.evaluate.metric.Anls;
import io.github.qwenvl4j.evaluate.metric.BoxMatching;
import io.github.qwenvl4j.evaluate.metric.ExactMatch;
import io.github.qwenvl4j.evaluate.metric.Mode;
import io.github.qwenvl4j.evaluate.metric.NumericMatch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;

/** How an answer to one's own question is scored, from 0 to 1. */
public enum OwnMetric {
    /** Equal but for case and white space around it. */
    EXACT("exact", OwnMetric::texts, (item, answer) -> ExactMatch.score(answer.text(), item.answers())),
    /** The right text occurs in the answer, in any case. */
    CONTAINS("contains", OwnMetric::texts, (item, answer) -> {
        String given = lower(answer.text());
        return item.answers().stream().anyMatch(right -> given.contains(lower(right.strip()))) ? 1 : 0;
    }),
    /** Likeness by edit distance, strictly. */
    ANLS("anls", OwnMetric::texts, (item, answer) -> Anls.score(answer.text(), item.answers(), Mode.STRICT)),
    /** The first number of the answer, within the tolerance. */
    NUMERIC(
            "numeric",
            item -> texts(item) && NumericMatch.applies(item.answers()),
            (item, answer) -> NumericMatch.score(answer.text(), item.answers(), item.tolerance())),
    /** F1 of boxes that overlap by one half. */
    BOXES("boxes_f1@0.5", item -> item.boxes().isPresent(), (item, answer) -> boxes(item, answer, 0.5)),
    /** F1 of boxes that overlap by three quarters. */
    TIGHT_BOXES("boxes_f1@0.75", item -> item.boxes().isPresent(), (item, answer) -> boxes(item, answer, 0.75)),
    /** The right option, by its letter or its words. */
    CHOICE(
            "choice",
            item -> !item.choices().isEmpty(),
            (item, answer) -> ChosenOption.of(answer.text(), item.choices()) == item.rightChoice() ? 1 : 0),
    /** The expression occurs in the answer. */
    REGEX(
            "regex",
            item -> item.regex().isPresent(),
            (item, answer) -> item.regex().orElseThrow().matcher(answer.text()).find() ? 1 : 0),
    /** The share of the expected JSON fields that the answer has with the expected value. */
    JSON_FIELDS(
            "json_fields",
            item -> item.json().isPresent(),
            (item, answer) -> JsonAnswer.score(answer.text(), item.json().orElseThrow()));

    private final String label;
    private final Predicate<OwnItem> applies;
    private final ToDoubleBiFunction<OwnItem, OwnAnswer> score;

    OwnMetric(String label, Predicate<OwnItem> applies, ToDoubleBiFunction<OwnItem, OwnAnswer> score) {
        this.label = label;
        this.applies = applies;
        this.score = score;
    }

    boolean applies(OwnItem item) {
        return applies.test(item);
    }

    double score(OwnItem item, OwnAnswer answer) {
        return score.applyAsDouble(item, answer);
    }

    /** Its name in results and on the command line. */
    public String label() {
        return label;
    }

    public static Optional<OwnMetric> labelled(String label) {
        return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
    }

    /** Those that an item can be scored by. */
    static List<OwnMetric> of(OwnItem item) {
        return Arrays.stream(values()).filter(each -> each.applies(item)).toList();
    }

    private static boolean texts(OwnItem item) {
        return !item.answers().isEmpty() && item.choices().isEmpty();
    }

    private static double boxes(OwnItem item, OwnAnswer answer, double overlap) {
        return BoxMatching.f1(answer.boxes(), item.boxes().orElseThrow(), overlap);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
