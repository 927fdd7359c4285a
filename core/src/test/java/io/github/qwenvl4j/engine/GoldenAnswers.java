package io.github.qwenvl4j.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.List;
import java.util.stream.StreamSupport;

/** Golden prompts and the answers that the model gives to each of them alone. */
record GoldenAnswers(List<Prompt> prompts, List<String> texts) {

    static final int TOKENS = 24;

    static GoldenAnswers of(QwenVl model) {
        JsonNode cases = Fixtures.json("expected-generate.json").required("generate");
        List<Prompt> prompts = StreamSupport.stream(cases.spliterator(), false)
                .map(golden ->
                        OpenedModel.prompt(model, golden.required("prompt").asText()))
                .toList();
        AnswerOptions greedy = AnswerOptions.greedy(TOKENS);
        List<String> texts = prompts.stream()
                .map(prompt -> model.internals().answer(prompt, greedy).text())
                .toList();
        return new GoldenAnswers(prompts, texts);
    }
}
