package io.github.qwenvl4j.cli.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.AnswerReader;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Answers one question per line with one line of JSON: the question's fields, then those of {@code run --json}, or
 * {@code error}.
 *
 * @param images pictures of every question, before its own
 */
record QuestionRun(
        QwenVl model,
        Pictures pictures,
        AnswerOptions options,
        double loadMillis,
        List<Picture> images,
        Optional<String> system,
        boolean raw,
        boolean numbered) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns whether every question was answered; ends early if nobody reads the output. */
    boolean answer(BufferedReader lines, PrintWriter out) throws IOException {
        boolean all = true;
        boolean first = true;
        String line;
        while (!out.checkError() && (line = lines.readLine()) != null) {
            String text = (first ? line.replaceFirst("^\uFEFF", "") : line).strip();
            first = false;
            if (!text.isEmpty()) {
                ObjectNode row = row(QuestionLine.of(text), out);
                all &= !row.has("error");
                out.println(row);
            }
        }
        return all;
    }

    private ObjectNode row(QuestionLine line, PrintWriter out) {
        ObjectNode row = line.given().deepCopy();
        row.remove("error");
        try {
            List<Picture> shown = Stream.concat(
                            images.stream(), line.images().stream().map(Picture::at))
                    .toList();
            Question question = new Question(line.question(), shown, Optional.empty(), system, raw, numbered);
            Prompt placed = pictures.place(
                    model.internals().prompts(),
                    question.encode(model, pictures.seenBy(model.internals().prompts())));
            Answer answer = AnswerReader.read(
                    model.internals().stream(placed, options, Owner.once()), piece -> {}, out::checkError);
            row.setAll((ObjectNode) JSON.valueToTree(
                    RunReport.of(placed.asked(), answer, model.internals().tokenizer(), loadMillis)));
        } catch (QwenVlException e) {
            row.put("error", e.getMessage());
        }
        return row;
    }
}
