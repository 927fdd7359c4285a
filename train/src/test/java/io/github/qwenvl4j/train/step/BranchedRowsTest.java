package io.github.qwenvl4j.train.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.github.qwenvl4j.train.data.Collator;
import io.github.qwenvl4j.train.data.Filling;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.RowPacker;
import io.github.qwenvl4j.train.data.TokenBatch;
import io.github.qwenvl4j.train.data.Tokenized;
import io.github.qwenvl4j.train.parameters.Parameters;
import io.github.qwenvl4j.train.parameters.TrainableWeights;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.sample.SkippedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions that branch off one picture are trained on as if each stood alone. */
class BranchedRowsTest {

    private static final List<Sample> SAMPLES = List.of(
            completion("<img>images/scene-640x480.png</img> Where is it?", " Here"),
            completion("<img>images/scene-640x480.png</img>OCR:", " nothing to be read"),
            completion("<img>images/scene-640x480.png</img> What?", " A dog"),
            completion("No picture", " at all"),
            completion("Nor", " here"));

    private Checkpoint checkpoint;
    private Parameters parameters;
    private QwenVlModel model;
    private Labeller labeller;
    private QwenTokenizer tokenizer;

    private static Sample completion(String prompt, String answer) {
        return new Sample.Completion("id", "task", prompt, answer);
    }

    @BeforeEach
    void open() {
        checkpoint = Families.open(Fixtures.path("tiny-vl"));
        parameters = Parameters.of(checkpoint);
        parameters.train(name -> true);
        model = new QwenVlModel(
                new TrainableWeights(parameters, new TorchBackend(TorchDevice.CPU, torch.ScalarType.Float)),
                QwenVlConfig.of(checkpoint),
                QwenVlConfig.of(checkpoint).language().vocabSize());
        tokenizer = QwenTokenizer.load(
                QwenVlFamily.rankFile(checkpoint),
                QwenVlConfig.of(checkpoint).vision().nQueries());
        labeller = new Labeller(tokenizer);
    }

    @AfterEach
    void close() {
        parameters.close();
        checkpoint.close();
    }

    private TokenBatch batch(Filling filling) {
        RowPacker packer = new RowPacker(SAMPLES.size(), 512, filling, SkippedData.none());
        SAMPLES.stream()
                .map(labeller::label)
                .forEach(sample -> assertThat(packer.add(sample)).isTrue());
        return new Collator(
                        OpenedModel::image,
                        QwenVlConfig.of(checkpoint).vision().imageSize(),
                        tokenizer.specials().endOfText(),
                        filling,
                        SkippedData.none())
                .collate(packer.rows());
    }

    @Test
    void samplesOfOnePictureShareARow() {
        TokenBatch batch = batch(Filling.ONE_PICTURE);
        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.placed()).containsExactly(new TokenBatch.Placed(0, 0));
        List<Tokenized> alone = SAMPLES.stream().map(labeller::label).toList();
        int trunk = alone.get(0).trunk();
        assertThat(trunk).isEqualTo(QwenVlConfig.of(checkpoint).vision().nQueries() + 2);
        assertThat(batch.length())
                .isEqualTo(alone.get(0).length()
                        + alone.get(1).length()
                        + alone.get(2).length()
                        - 2 * trunk);
        assertThat(batch.branches()).startsWith(new int[trunk]);
        assertThat(batch.branches()[trunk]).isEqualTo(1);
        assertThat(batch.branches()[alone.get(0).length()]).isEqualTo(2);
    }

    @Test
    void lossAndGradientsAreThoseOfTheSamplesAlone() {
        double alone = new TrainingStep(model, FirstTrained.VISION, false).backward(batch(Filling.ONE_SAMPLE), 1);
        Map<String, Double> expected = gradients();
        parameters.zeroGrad();
        double branched = new TrainingStep(model, FirstTrained.VISION, false).backward(batch(Filling.ONE_PICTURE), 1);
        assertThat(branched).isCloseTo(alone, within(1e-5));
        gradients()
                .forEach((name, norm) -> assertThat(norm)
                        .as(name)
                        .isCloseTo(expected.get(name), within(1e-6 + 1e-4 * expected.get(name))));
    }

    private Map<String, Double> gradients() {
        Map<String, Double> norms = new TreeMap<>();
        try (PointerScope scope = new PointerScope()) {
            new ArrayList<>(parameters.trainable().entrySet())
                    .forEach(entry -> norms.put(
                            entry.getKey(), entry.getValue().grad().norm().item_double()));
        }
        return norms;
    }
}
