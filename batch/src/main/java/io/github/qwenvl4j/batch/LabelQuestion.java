package io.github.qwenvl4j.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A question that is asked about every picture.
 *
 * @param id its name in the rows
 * @param asked the words, in which whole ref, box and quad tags are places; absent for a task
 * @param task one of those that the models were trained on
 * @param format what the answer may be; of a choice the row tells how probable each text is
 * @param fields as they were written
 */
public record LabelQuestion(
        String id, Optional<String> asked, Optional<Task> task, AnswerFormat format, JsonNode fields) {

    static final Set<String> OPTIONS = Set.of(
            "max-new-tokens",
            "temperature",
            "top-p",
            "min-p",
            "top-k",
            "repetition-penalty",
            "presence-penalty",
            "frequency-penalty",
            "seed",
            "stop",
            "beginning",
            "constrain-boxes");

    private static final Set<String> KNOWN = Set.of("id", "ask", "task", "choices", "regex", "json", "schema");
    private static final String ID = "[\\p{L}\\p{M}\\p{N}_.-]{1,64}";

    static LabelQuestion of(SpecFields fields) {
        fields.requireKnown(union(KNOWN, OPTIONS));
        String id = fields.text("id").orElseThrow(() -> missing(fields, "id"));
        if (!id.matches(ID)) {
            throw fields.wrong("id", "a name of letters, digits, _, - and ., at most 64");
        }
        Optional<String> asked = fields.text("ask");
        Optional<String> task = fields.text("task");
        if (asked.isPresent() == task.isPresent()) {
            throw new QwenVlException(Kind.FILE, fields.place() + ": needs either ask or task");
        }
        try {
            LabelQuestion question = new LabelQuestion(id, asked, task.map(Task::parse), format(fields), fields.json());
            question.over(AnswerOptions.greedy(1));
            if (task.isPresent() && fields.value("beginning").isPresent()) {
                throw new QwenVlException("a task has a beginning of its own");
            }
            return question;
        } catch (QwenVlException e) {
            throw e.getMessage().startsWith(fields.place()) ? e : fields.refused(e);
        }
    }

    private static QwenVlException missing(SpecFields fields, String name) {
        return new QwenVlException(Kind.FILE, fields.place() + ": has no " + name);
    }

    static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }

    private static AnswerFormat format(SpecFields fields) {
        long given = Stream.of("choices", "regex", "json", "schema")
                .filter(name -> fields.value(name).isPresent())
                .count();
        if (given > 1) {
            throw new QwenVlException("choices, regex, json and schema exclude each other");
        }
        Optional<List<String>> choices = fields.texts("choices");
        if (choices.isPresent()) {
            return new AnswerFormat.Choice(choices.get());
        }
        if (fields.value("schema").isPresent()) {
            JsonNode schema = fields.value("schema").get();
            if (!schema.isObject()) {
                throw fields.wrong("schema", "a JSON Schema, or the name of a file with one");
            }
            return AnswerFormat.jsonSchema(schema.toString());
        }
        return fields.text("regex")
                .map(AnswerFormat::regex)
                .orElseGet(() -> fields.flag("json") ? AnswerFormat.json() : AnswerFormat.freeText());
    }

    /** The model's options under those of the question. Greedy unless a temperature is given; then the seed is 0 unless given. */
    AnswerOptions over(AnswerOptions defaults) {
        SpecFields given = new SpecFields(id, (ObjectNode) fields);
        AnswerOptions options = defaults.withTemperature(
                        given.number("temperature").orElse(0.0))
                .withSeed(given.integer("seed").orElse(0L))
                .withConstrainBoxes(given.flag("constrain-boxes"))
                .withFormat(format);
        options = given.count("max-new-tokens").map(options::withMaxNewTokens).orElse(options);
        options = given.number("top-p").map(options::withTopP).orElse(options);
        options = given.number("min-p").map(options::withMinP).orElse(options);
        options = given.count("top-k").map(options::withTopK).orElse(options);
        options = given.number("repetition-penalty")
                .map(options::withRepetitionPenalty)
                .orElse(options);
        options = given.number("presence-penalty")
                .map(options::withPresencePenalty)
                .orElse(options);
        options = given.number("frequency-penalty")
                .map(options::withFrequencyPenalty)
                .orElse(options);
        options = given.text("beginning").map(options::withBeginning).orElse(options);
        List<String> stops = given.texts("stop").orElse(List.of());
        return options.withStopStrings(
                Stream.concat(options.stopStrings().stream(), stops.stream()).toList());
    }
}
