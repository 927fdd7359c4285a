package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.family.qwenvl.text.GoldenDialogues;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Greedy answers against the reference, token by token. */
class GenerateGoldenTest {

    private static QwenVl qwenVl;

    @BeforeAll
    static void open() {
        qwenVl = OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        qwenVl.close();
    }

    static Stream<JsonNode> prompts() {
        return cases("generate");
    }

    static Stream<JsonNode> chats() {
        return cases("chat");
    }

    private static Stream<JsonNode> cases(String kind) {
        return StreamSupport.stream(
                Fixtures.json("expected-generate.json").required(kind).spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void greedyTokensOfRawPrompts(JsonNode golden) {
        Prompt prompt = OpenedModel.prompt(qwenVl, golden.required("prompt").asText());
        assertThat(prompt.ids()).isEqualTo(Fixtures.ints(golden.required("input_ids")));
        Answer answer = answer(qwenVl, prompt, golden);
        assertThat(answer.text()).isEqualTo(golden.required("greedy_text").asText());
    }

    @ParameterizedTest
    @MethodSource("chats")
    void greedyTokensOfConversations(JsonNode golden) {
        EncodedPrompt encoded = GoldenDialogues.encode(OpenedModel.tokenizer(qwenVl), golden);
        assertThat(encoded.ids()).isEqualTo(Fixtures.ints(golden.required("context_ids")));
        answer(qwenVl, qwenVl.internals().prompts().place(encoded), golden);
    }

    @Test
    void dynamicNtkAndLogN() {
        JsonNode golden = Fixtures.json("expected-long.json");
        try (QwenVl longInput = OpenedModel.openWithConfig("tiny-vl", "tiny-vl-long", Precision.FLOAT32)) {
            Prompt prompt =
                    OpenedModel.prompt(longInput, golden.required("prompt").asText());
            assertThat(OpenedModel.network(longInput).language().ntkAlpha(prompt.length()))
                    .isEqualTo(golden.required("ntk_alpha").asDouble());
            answer(longInput, prompt, golden);
        }
    }

    @Test
    void gptqInt4() {
        JsonNode golden = Fixtures.json("expected-tiny-vl-int4.json");
        try (QwenVl int4 = OpenedModel.open("tiny-vl-int4", Precision.FLOAT32)) {
            answer(int4, OpenedModel.prompt(int4, golden.required("prompt").asText()), golden);
        }
    }

    @Test
    void pyTorchFilesAnswerLikeSafetensors() {
        JsonNode golden = prompts().findFirst().orElseThrow();
        try (QwenVl bin = OpenedModel.open("tiny-vl-bin", Precision.FLOAT32)) {
            answer(bin, OpenedModel.prompt(bin, golden.required("prompt").asText()), golden);
        }
    }

    private static Answer answer(QwenVl model, Prompt prompt, JsonNode golden) {
        int[] expected = Fixtures.ints(golden.required("greedy_new_tokens"));
        Answer answer = model.internals().answer(prompt, AnswerOptions.greedy(expected.length));
        List<Integer> ids = answer.ids();
        int stop = indexOfStop(model, expected);
        assertThat(ids).isEqualTo(Arrays.stream(expected).limit(stop).boxed().toList());
        return answer;
    }

    /** The goldens go on after a stop token; an answer ends there. */
    private static int indexOfStop(QwenVl model, int[] ids) {
        int first = OpenedModel.tokenizer(model).specials().endOfText();
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] >= first && ids[i] < first + 3) {
                return i;
            }
        }
        return ids.length;
    }
}
