package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers through the adapters of the fixtures against peft, on float32 weights and on GPTQ int4 weights. */
class AdapterAnswersGoldenTest {

    static Stream<JsonNode> adapters() {
        return Stream.of("expected-lora.json", "expected-qlora.json").flatMap(file -> {
            JsonNode all = Fixtures.json("finetune/" + file).required("adapters");
            return StreamSupport.stream(all.spliterator(), false);
        });
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void greedyTokensAreThoseOfPeft(JsonNode golden) {
        String name = golden.required("adapter").asText();
        try (QwenVl model = OpenedModel.open(golden.required("base").asText(), Precision.FLOAT32)) {
            for (String folder : name.equals("lora-r8") ? List.of(name, "lora-r8-bin") : List.of(name)) {
                try (QwenVl adapted = model.adapted(Fixtures.path("finetune/" + folder))) {
                    golden.required("cases").forEach(each -> requireTokens(adapted, each));
                }
            }
        }
    }

    private static void requireTokens(QwenVl model, JsonNode golden) {
        Prompt prompt = prompt(model, golden);
        assertThat(prompt.ids()).isEqualTo(Fixtures.ints(golden.required("input_ids")));
        int[] expected = Fixtures.ints(golden.required("greedy_new_tokens"));
        int end = OpenedModel.tokenizer(model).specials().endOfText();
        List<Integer> until =
                Arrays.stream(expected).takeWhile(id -> id != end).boxed().collect(Collectors.toList());
        assertThat(model.internals()
                        .answer(prompt, AnswerOptions.greedy(expected.length))
                        .ids())
                .as(golden.required("name").asText())
                .isEqualTo(until);
    }

    private static Prompt prompt(QwenVl model, JsonNode golden) {
        String text = golden.required("prompt").asText();
        if (golden.required("kind").asText().equals("raw")) {
            return OpenedModel.prompt(model, text);
        }
        int end = text.indexOf("</img>\n");
        String path = text.substring(text.indexOf("<img>") + 5, end);
        Message question = Message.user(text.substring(end + 7), OpenedModel.picture(path));
        return model.internals().prompt(Dialogue.of(question));
    }
}
