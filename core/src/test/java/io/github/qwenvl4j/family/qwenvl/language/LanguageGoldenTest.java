package io.github.qwenvl4j.family.qwenvl.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.tensor.Tensor;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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
        Prompt prompt = OpenedModel.prompt(float32, golden.required("prompt").asText());
        assertThat(prompt.ids()).isEqualTo(Fixtures.ints(golden.required("input_ids")));
        over(model, prompt, whole -> {
            Tensor h = embeddings(model, prompt);
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
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bfloat16LogitsPointTheSameWay(JsonNode golden) {
        Prompt prompt = OpenedModel.prompt(bfloat16, golden.required("prompt").asText());
        QwenVlModel model = OpenedModel.network(bfloat16);
        over(model, prompt, whole -> {
            LanguageModel language = model.language();
            Tensor hidden =
                    language.forward(embeddings(model, prompt), whole, language.inTraining(whole), RowAdapters.NONE);
            String name = golden.required("name").asText();
            assertThat(GoldenTensors.cosine(model.logits(last(hidden, 8)).toFloats(), GOLDEN.floats(name + ".logits")))
                    .isGreaterThan(0.999);
        });
    }

    /** Runs {@code body} as a step of inference over a whole prompt. */
    private static void over(QwenVlModel model, Prompt prompt, Consumer<CachedSequences> body) {
        try (KvCache cache = model.language().newCache(KvCacheType.COMPUTED)) {
            model.language().backend().infer(() -> {
                body.accept(new CachedSequences(
                        model.language().backend(), List.of(new CachedSequences.Segment(cache, prompt.length()))));
                return null;
            });
        }
    }

    private static Tensor embeddings(QwenVlModel model, Prompt prompt) {
        Tensor embedded = model.embed(prompt.ids());
        for (Prompt.Placed placed : prompt.pictures()) {
            int[] rows = IntStream.range(placed.firstRow(), placed.end()).toArray();
            embedded = embedded.withRows(rows, model.encode(model.pixels(placed.picture())));
        }
        return embedded;
    }

    private static Tensor last(Tensor x, long rows) {
        return x.narrow(0, x.size(0) - rows, rows);
    }

    private static void expect(String name, Tensor actual) {
        assertThat(GoldenTensors.maxDifference(actual.toFloats(), GOLDEN.floats(name)))
                .as("max |a - b| of %s", name)
                .isLessThan(TOLERANCE);
    }
}
