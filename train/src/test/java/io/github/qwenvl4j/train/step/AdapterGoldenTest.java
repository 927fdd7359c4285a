package io.github.qwenvl4j.train.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.train.adapter.Adapter;
import io.github.qwenvl4j.train.data.Collator;
import io.github.qwenvl4j.train.data.Filling;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.TokenBatch;
import io.github.qwenvl4j.train.data.Tokenized;
import io.github.qwenvl4j.train.optimizer.AdamW;
import io.github.qwenvl4j.train.parameters.AdapterParameters;
import io.github.qwenvl4j.train.parameters.Parameters;
import io.github.qwenvl4j.train.parameters.TrainableWeights;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.sample.SkippedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training of adapters against peft: on float32 weights (LoRA) and on GPTQ int4 weights (Q-LoRA). */
@Tag("slow") // runs on one JDK
class AdapterGoldenTest {

    private static final AdamW.Settings OFFICIAL = new AdamW.Settings(0.9, 0.95, 1e-8, 0.1);
    private static final double RATE = 1e-3;

    record Case(String base, JsonNode golden, boolean checkpointing) {}

    static Stream<Case> cases() {
        Stream<Case> lora = cases("finetune/expected-lora-train.json").map(golden -> {
            boolean checkpointing = golden.get("adapter").asText().equals("lora-r8");
            return new Case("tiny-vl", golden, checkpointing);
        });
        Stream<Case> qlora =
                cases("finetune/expected-qlora-train.json").map(golden -> new Case("tiny-vl-int4", golden, true));
        return Stream.concat(lora, qlora);
    }

    /** Those with a constant rate; the schedules have a test of their own. */
    private static Stream<JsonNode> cases(String file) {
        return StreamSupport.stream(Fixtures.json(file).get("cases").spliterator(), false)
                .filter(golden -> golden.has("grad"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossGradientsAndUpdatesAreThoseOfPeft(Case given) throws Exception {
        JsonNode golden = given.golden();
        try (Checkpoint base = Families.open(Fixtures.path(given.base()));
                Adapter adapter = Adapter.open(
                        Fixtures.path("finetune/" + golden.get("adapter").asText()))) {
            AdapterParameters own = AdapterParameters.of(adapter.config(), base);
            try (Parameters parameters =
                    Parameters.of(base, TorchDevice.CPU, name -> name.matches(".*\\.(qweight|qzeros|scales|g_idx)"))) {
                own.addTo(parameters, TorchDevice.CPU);
                parameters.train(own::owns);
                copy(adapter, parameters.trainable());
                TrainingStep step =
                        new TrainingStep(model(base, parameters, own), FirstTrained.LANGUAGE, given.checkpointing());
                TokenBatch batch = batch(base);
                assertThat(step.backward(batch, 1)).isCloseTo(golden.get("loss").asDouble(), within(1e-4));
                requireGradients(golden, parameters.trainable());
                requireUpdates(golden, step, batch, parameters);
            }
        }
    }

    private static QwenVlModel model(Checkpoint base, Parameters parameters, AdapterParameters own) {
        QwenVlModel model = new QwenVlModel(
                new TrainableWeights(parameters, new TorchBackend(TorchDevice.CPU, torch.ScalarType.Float), base, own),
                QwenVlConfig.of(base),
                QwenVlConfig.of(base).language().vocabSize());
        own.requireUsed();
        return model;
    }

    private static void copy(Adapter adapter, Map<String, Tensor> trainable) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            trainable.forEach((name, parameter) -> parameter.copy_(adapter.tensor(name)));
        }
    }

    private static void requireGradients(JsonNode golden, Map<String, Tensor> trainable) {
        assertThat(trainable).hasSize(golden.get("trainable").size());
        long count = trainable.values().stream().mapToLong(Tensor::numel).sum();
        assertThat(count).isEqualTo(golden.get("trainable_count").asLong());
        golden.get("grad").properties().forEach(gradient -> {
            try (PointerScope scope = new PointerScope()) {
                double norm = gradient.getValue().get("norm").asDouble();
                assertThat(trainable.get(gradient.getKey()).grad().norm().item_double())
                        .as(gradient.getKey())
                        .isCloseTo(norm, within(1e-3 * norm));
            }
        });
    }

    private static void requireUpdates(JsonNode golden, TrainingStep step, TokenBatch batch, Parameters parameters) {
        JsonNode run = StreamSupport.stream(golden.get("runs").spliterator(), false)
                .filter(one -> one.get("name").asText().equals("constant-0.001"))
                .findFirst()
                .orElseThrow();
        try (AdamW optimizer = new AdamW(parameters.trainable(), OFFICIAL)) {
            for (JsonNode expected : run.get("steps")) {
                parameters.zeroGrad();
                assertThat(step.backward(batch, 1))
                        .isCloseTo(expected.get("loss").asDouble(), within(1e-3));
                double norm = expected.get("grad_norm_before_clip").asDouble();
                assertThat(optimizer.clipGradients(1)).isCloseTo(norm, within(1e-3 * norm));
                optimizer.step(name -> RATE);
            }
            assertThat(step.loss(batch)).isCloseTo(run.get("loss_after").asDouble(), within(1e-3));
            run.get("parameters_after").properties().forEach(parameter -> {
                try (PointerScope scope = new PointerScope()) {
                    double norm = parameter.getValue().get("norm").asDouble();
                    assertThat(parameters.get(parameter.getKey()).norm().item_double())
                            .as(parameter.getKey())
                            .isCloseTo(norm, within(1e-5 * norm));
                }
            });
        }
    }

    private static TokenBatch batch(Checkpoint checkpoint) throws Exception {
        QwenTokenizer tokenizer = QwenTokenizer.load(
                QwenVlFamily.rankFile(checkpoint),
                QwenVlConfig.of(checkpoint).vision().nQueries());
        Labeller labeller = new Labeller(tokenizer);
        List<List<Tokenized>> rows = new ArrayList<>();
        for (JsonNode node : Fixtures.json("train-samples.json")) {
            ((ObjectNode) node).put("task", "sft");
            rows.add(List.of(labeller.label(new ObjectMapper().treeToValue(node, Sample.class))));
        }
        Collator collator = new Collator(
                OpenedModel::image,
                QwenVlConfig.of(checkpoint).vision().imageSize(),
                tokenizer.specials().endOfText(),
                Filling.ONE_SAMPLE,
                SkippedData.none());
        return collator.collate(rows);
    }
}
