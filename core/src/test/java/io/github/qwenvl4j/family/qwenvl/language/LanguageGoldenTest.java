package io.github.qwenvl4j.family.qwenvl.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.attention.CausalBatch;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.tensor.Tensors;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hidden states and logits of whole prompts, pictures included, against the reference. */
class LanguageGoldenTest {

    private static final double TOLERANCE = 2e-3; // from our own pixels
    private static final GoldenTensors GOLDEN = GoldenTensors.read("expected-language.safetensors");

    private static QwenVl float32;
    private static QwenVl bfloat16;

    @BeforeAll
    static void open() {
        float32 = OpenedModel.open("tiny-vl", Precision.FLOAT32);
        bfloat16 = OpenedModel.open("tiny-vl", Precision.BFLOAT16);
    }

    @AfterAll
    static void close() {
        float32.close();
        bfloat16.close();
    }

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(
                Fixtures.json("expected-generate.json").required("generate").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hiddenStatesAndLogitsEqualTheReference(JsonNode golden) {
        String name = golden.required("name").asText();
        QwenVlModel model = OpenedModel.network(float32);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Prompt prompt =
                    OpenedModel.prompt(float32, golden.required("prompt").asText());
            assertThat(prompt.ids()).isEqualTo(Fixtures.ints(golden.required("input_ids")));
            Tensor h = embeddings(float32, prompt);
            CausalBatch whole = new CausalBatch(1, prompt.length());
            List<UnaryOperator<Tensor>> blocks =
                    model.language().blocks(whole, model.language().inTraining(whole));
            for (int i = 0; i < blocks.size(); i++) {
                expect(name + ".hidden." + i, last(h, 8));
                h = blocks.get(i).apply(h);
            }
            Tensor hidden = model.language().finalNorm(h);
            expect(name + ".hidden." + blocks.size(), last(hidden, 8));
            expect(name + ".logits", model.logits(last(hidden, 8)));
            expect(name + ".logits_first", model.logits(hidden.narrow(0, 0, 4)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bfloat16LogitsPointTheSameWay(JsonNode golden) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Prompt prompt =
                    OpenedModel.prompt(bfloat16, golden.required("prompt").asText());
            CausalBatch whole = new CausalBatch(1, prompt.length());
            LanguageModel language = OpenedModel.network(bfloat16).language();
            Tensor hidden = language.forward(embeddings(bfloat16, prompt), whole, language.inTraining(whole));
            float[] logits = Tensors.toFloats(OpenedModel.network(bfloat16).logits(last(hidden, 8)));
            String name = golden.required("name").asText();
            assertThat(GoldenTensors.cosine(logits, GOLDEN.floats(name + ".logits")))
                    .isGreaterThan(0.999);
        }
    }

    private static Tensor embeddings(QwenVl qwenVl, Prompt prompt) {
        QwenVlModel model = OpenedModel.network(qwenVl);
        if (prompt.pictures().isEmpty()) {
            return model.embed(prompt.ids());
        }
        List<Tensor> pixels = prompt.pictures().stream()
                .map(placed -> model.pixels(placed.picture()))
                .toList();
        long[] rows = prompt.pictures().stream()
                .flatMapToLong(placed -> LongStream.range(placed.firstRow(), placed.end()))
                .toArray();
        return model.embed(
                prompt.ids(), rows, model.encode(Tensors.cat(pixels, 0)).flatten(0, 1));
    }

    private static Tensor last(Tensor x, long rows) {
        return x.narrow(0, x.size(0) - rows, rows);
    }

    private static void expect(String name, Tensor actual) {
        assertThat(GoldenTensors.maxDifference(Tensors.toFloats(actual), GOLDEN.floats(name)))
                .as("max |a - b| of %s", name)
                .isLessThan(TOLERANCE);
    }
}
