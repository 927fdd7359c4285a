package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Evidence;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.Grammar;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.internal.EvidenceRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What the answer may be. */
public final class FormatOptions {

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = "Answer in JSON that fits this JSON Schema (draft 2020-12), without blanks.")
    private Path schema;

    @Option(names = "--format", paramLabel = "json", description = "json: answer in JSON, without blanks.")
    private String format;

    @Option(
            names = "--regex",
            paramLabel = "EXPRESSION",
            description = "Answer with a text that this regular expression matches as a whole.")
    private String regex;

    @Option(
            names = "--choice",
            paramLabel = "A,B,C",
            split = ",",
            description = "Answer with one of these texts; repeatable.")
    private List<String> choices;

    @Option(
            names = "--evidence",
            description = "With --schema or --format json: tell how probable each value of the answer is, and its box "
                    + "where the answer has one; improbable values are marked.")
    private boolean evidence;

    @Option(
            names = "--review-below",
            paramLabel = "P",
            description = "With --evidence: mark values less probable than P (default 0.5).")
    private Double reviewBelow;

    @Option(
            names = "--close-json",
            description = "With --schema or --format json: close an answer that is cut off, so that it is JSON.")
    private boolean closeJson;

    /** @throws QwenVlException for a form that cannot be enforced */
    AnswerOptions over(AnswerOptions options) {
        Optional<AnswerFormat> given = given();
        given.ifPresent(Grammar::of);
        requireJson();
        AnswerOptions chosen = given.map(options::withFormat).orElse(options).withCloseJson(closeJson);
        return evidence ? chosen.withEvidence(reviewBelow == null ? Evidence.REVIEW_BELOW : reviewBelow) : chosen;
    }

    private void requireJson() {
        boolean json = schema != null || format != null;
        if ((evidence || closeJson) && !json) {
            throw new QwenVlException("--evidence and --close-json need --schema or --format json");
        }
        if (reviewBelow != null && !evidence) {
            throw new QwenVlException("--review-below needs --evidence");
        }
    }

    /** What an answer says about its values, a line for each. */
    public static List<String> evidence(Answer answer) {
        return answer.evidence()
                .map(found ->
                        EvidenceRow.of(found).stream().map(EvidenceRow::line).toList())
                .orElse(List.of());
    }

    /** @throws QwenVlException for an answer that was cut off before it could fit the form that is asked for */
    void requireWhole(Answer answer) {
        boolean held = Stream.of(schema, format, regex, choices).anyMatch(Objects::nonNull);
        if (held && !closeJson && answer.finishReason() == FinishReason.LENGTH) {
            throw new QwenVlException(
                    QwenVlException.Kind.TOO_LONG,
                    "the answer was cut off after " + answer.ids().size()
                            + " tokens and is only the beginning of what was asked for; --max-new-tokens allows more");
        }
    }

    private Optional<AnswerFormat> given() {
        long count = Stream.of(
                        Optional.ofNullable(schema),
                        Optional.ofNullable(format),
                        Optional.ofNullable(regex),
                        Optional.ofNullable(choices))
                .filter(Optional::isPresent)
                .count();
        if (count > 1) {
            throw new QwenVlException("--schema, --format, --regex and --choice exclude each other");
        }
        if (format != null && !format.equals("json")) {
            throw new QwenVlException("--format is " + format + ", but must be json");
        }
        return format != null
                ? Optional.of(AnswerFormat.json())
                : schema != null
                        ? Optional.of(AnswerFormat.jsonSchema(read()))
                        : regex != null
                                ? Optional.of(AnswerFormat.regex(regex))
                                : Optional.ofNullable(choices).map(AnswerFormat.Choice::new);
    }

    private String read() {
        try {
            return Files.readString(schema);
        } catch (IOException e) {
            throw FileProblem.reading(schema, e);
        }
    }
}
