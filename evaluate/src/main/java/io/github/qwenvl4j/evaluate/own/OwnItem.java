package io.github.qwenvl4j.evaluate.own;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.metric.GroundedBox;
import io.github.qwenvl4j.evaluate.scoring.OptionReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A question of one's own and what is expected of the answer; every kind of expectation that is there is scored.
 *
 * @param pictures paths or addresses
 * @param answers texts that are right; empty where none is given
 * @param boxes in pixels; absent where places are not scored
 * @param choices options to choose from; the right one is the first answer
 * @param tolerance of numbers, relative
 * @param fields the whole line, for slices
 */
public record OwnItem(
        String id,
        String question,
        List<String> pictures,
        List<String> answers,
        Optional<List<GroundedBox>> boxes,
        List<String> choices,
        Optional<Pattern> regex,
        Optional<JsonNode> json,
        double tolerance,
        JsonNode fields) {

    /** Fields that mean something; all others are for slices. */
    static final Set<String> KNOWN =
            Set.of("id", "question", "image", "images", "answer", "boxes", "choices", "regex", "json", "tolerance");

    private static final int CORNERS = 4;

    static OwnItem of(JsonRecord line) {
        OwnItem item = new OwnItem(
                line.optionalText("id").orElseGet(() -> String.valueOf(line.number())),
                line.text("question"),
                line.optional("images").isPresent()
                        ? line.texts("images")
                        : line.optionalText("image").stream().toList(),
                line.optional("answer").isPresent() ? line.texts("answer") : List.of(),
                line.optional("boxes").map(boxes -> boxes(line, boxes)),
                line.optional("choices").isPresent() ? line.texts("choices") : List.of(),
                line.optionalText("regex").map(regex -> pattern(line, regex)),
                line.optional("json"),
                line.optional("tolerance").map(JsonNode::asDouble).orElse(0.0),
                line.json());
        if (!item.choices.isEmpty() && item.rightChoice() < 0) {
            throw line.wrong("answer", "one of the choices, or the letter of one");
        }
        if (OwnMetric.of(item).isEmpty()) {
            throw new QwenVlException(
                    Kind.FILE, line.place() + ": expects nothing: give answer, boxes, choices, regex or json");
        }
        return item;
    }

    private static List<GroundedBox> boxes(JsonRecord line, JsonNode boxes) {
        List<GroundedBox> all = new ArrayList<>();
        for (JsonNode box : boxes) {
            boolean numbers = box.size() == CORNERS;
            for (JsonNode each : box) {
                numbers &= each.isNumber();
            }
            if (!numbers) {
                throw line.wrong("boxes", "an array of [x1, y1, x2, y2] in pixels");
            }
            all.add(new GroundedBox(
                    (float) box.get(0).asDouble(),
                    (float) box.get(1).asDouble(),
                    (float) box.get(2).asDouble(),
                    (float) box.get(3).asDouble()));
        }
        return all;
    }

    private static Pattern pattern(JsonRecord line, String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw line.wrong("regex", "a regular expression: " + e.getDescription());
        }
    }

    /** The index of the right option; -1 where the answer is none. */
    int rightChoice() {
        if (answers.isEmpty()) {
            return -1;
        }
        int index = choices.indexOf(answers.get(0));
        int letter = OptionReference.index(answers.get(0));
        return index >= 0 || letter >= choices.size() ? index : letter;
    }

    /** What the model is asked: the question, with its options in lines of their own. */
    String asked() {
        if (choices.isEmpty()) {
            return question;
        }
        String options = IntStream.range(0, choices.size())
                .mapToObj(i -> OptionReference.letter(i) + ". " + choices.get(i))
                .collect(Collectors.joining("\n"));
        return question + "\n" + options + "\nAnswer with the letter of the right option.";
    }
}
