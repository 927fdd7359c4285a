package io.github.qwenvl4j.train.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import io.github.qwenvl4j.testing.TestDevice;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.train.data.Collator;
import io.github.qwenvl4j.train.data.Filling;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.TokenBatch;
import io.github.qwenvl4j.train.data.Tokenized;
import io.github.qwenvl4j.train.optimizer.AdamW;
import io.github.qwenvl4j.train.parameters.Parameters;
import io.github.qwenvl4j.train.parameters.TrainableWeights;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.sample.SkippedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels, loss, gradients and AdamW steps against the reference's fine-tuning of tiny-vl. */
@Tag("slow") // runs on one JDK
class TrainingGoldenTest {

    private static final JsonNode GOLDEN = Fixtures.json("expected-train.json");
    private static final String FIXED = "transformer.visual.attn_pool.pos_embed";

    private Checkpoint checkpoint;
    private Parameters parameters;
    private QwenVlModel model;
    private TokenBatch batch;

    @BeforeEach
    void open() throws Exception {
        checkpoint = Families.open(Fixtures.path("tiny-vl"));
        parameters = Parameters.of(checkpoint, TorchDevice.of(TestDevice.DEVICE));
        parameters.train(name -> !name.equals(FIXED));
        model = new QwenVlModel(
                new TrainableWeights(
                        parameters, new TorchBackend(TorchDevice.of(TestDevice.DEVICE), torch.ScalarType.Float)),
                QwenVlConfig.of(checkpoint),
                QwenVlConfig.of(checkpoint).language().vocabSize());
        batch = batch();
    }

    private TokenBatch batch() throws Exception {
        QwenTokenizer tokenizer = QwenTokenizer.load(
                QwenVlFamily.rankFile(checkpoint),
                QwenVlConfig.of(checkpoint).vision().nQueries());
        Labeller labeller = new Labeller(tokenizer);
        List<List<Tokenized>> rows = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        for (JsonNode node : Fixtures.json("train-samples.json")) {
            ((com.fasterxml.jackson.databind.node.ObjectNode) node).put("task", "sft");
            rows.add(List.of(labeller.label(json.treeToValue(node, Sample.class))));
        }
        Collator collator = new Collator(
                OpenedModel::image,
                QwenVlConfig.of(checkpoint).vision().imageSize(),
                tokenizer.specials().endOfText(),
                Filling.ONE_SAMPLE,
                SkippedData.none());
        return collator.collate(rows);
    }

    @AfterEach
    void close() {
        parameters.close();
        checkpoint.close();
    }

    @Test
    void idsAndLabelsEqualTheReference() {
        int[] ids = flat(GOLDEN.required("input_ids"));
        int[] labels = flat(GOLDEN.required("labels"));
        assertThat(batch.ids()).isEqualTo(ids);
        assertThat(batch.labels()).isEqualTo(labels);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lossAndEveryGradientEqualTheReference(boolean checkpointing) {
        double loss = new TrainingStep(model, FirstTrained.VISION, checkpointing).backward(batch, 1);
        assertThat(loss).isCloseTo(GOLDEN.required("loss").asDouble(), within(1e-4));
        Map<String, Tensor> trainable = parameters.trainable();
        GOLDEN.required("grad_norm").properties().forEach(norm -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor gradient = trainable.get(norm.getKey()).grad();
                double expected = norm.getValue().asDouble();
                assertThat(gradient.norm().item_double())
                        .as("gradient norm of %s", norm.getKey())
                        .isCloseTo(expected, within(1e-3 * expected));
                double sum = GOLDEN.required("grad_sum").required(norm.getKey()).asDouble();
                assertThat(gradient.sum().item_double())
                        .as("gradient sum of %s", norm.getKey())
                        .isCloseTo(sum, within(2e-3 * expected * Math.sqrt(gradient.numel())));
            }
        });
        assertThat(GOLDEN.required("grad_norm").size()).isEqualTo(trainable.size());
    }

    @Test
    void threeAdamWStepsEqualTheReference() {
        JsonNode golden = GOLDEN.required("adamw");
        JsonNode steps = golden.required("loss_and_grad_norm_per_step");
        AdamW.Settings settings = new AdamW.Settings(
                golden.required("betas").get(0).asDouble(),
                golden.required("betas").get(1).asDouble(),
                golden.required("eps").asDouble(),
                golden.required("weight_decay").asDouble());
        TrainingStep step = new TrainingStep(model, FirstTrained.VISION, false);
        try (AdamW optimizer = new AdamW(parameters.trainable(), settings)) {
            for (int i = 0; i < 3; i++) {
                assertThat(step.backward(batch, 1))
                        .isCloseTo(steps.get(i).get(0).asDouble(), within(1e-3));
                double norm = steps.get(i).get(1).asDouble();
                assertThat(optimizer.clipGradients(
                                golden.required("clip_grad_norm").asDouble()))
                        .isCloseTo(norm, within(1e-3 * norm));
                optimizer.step(name -> golden.required("lr").asDouble());
                parameters.zeroGrad();
            }
        }
        assertThat(step.loss(batch)).isCloseTo(steps.get(3).get(0).asDouble(), within(1e-3));
    }

    @Test
    void frozenParametersGetNoGradientAndDoNotChange() {
        parameters.train(name -> name.startsWith("transformer.h."));
        float before = sum("transformer.visual.proj");
        float learning = sum("transformer.h.0.mlp.w1.weight");
        new TrainingStep(model, FirstTrained.LANGUAGE, false).backward(batch, 1);
        try (AdamW optimizer = new AdamW(parameters.trainable(), new AdamW.Settings(0.9, 0.95, 1e-8, 0.1))) {
            optimizer.step(name -> 1e-3);
        }
        try (PointerScope scope = new PointerScope()) {
            parameters
                    .all()
                    .forEach((name, parameter) -> assertThat(parameter.grad().defined())
                            .as(name)
                            .isEqualTo(name.startsWith("transformer.h.")));
        }
        assertThat(sum("transformer.visual.proj")).isEqualTo(before);
        assertThat(sum("transformer.h.0.mlp.w1.weight")).isNotEqualTo(learning);
    }

    private float sum(String name) {
        try (PointerScope scope = new PointerScope()) {
            return parameters.get(name).abs().sum().item_float();
        }
    }

    private static int[] flat(JsonNode rows) {
        List<Integer> values = new ArrayList<>();
        rows.forEach(row -> row.forEach(value -> values.add(value.asInt())));
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
