package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.StepPictures;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.torch.CausalBatch;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.torch.TorchTensor;
import io.github.qwenvl4j.torch.TorchWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a picture's levels do to the logits can be learnt: gradients against finite differences. */
class LevelGradientTest {

    private static final double STEP = 1e-2;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theGradientOfALevelIsThatOfFiniteDifferences(int level) {
        JsonNode golden = StreamSupport.stream(Golden.json("expected-language").spliterator(), false)
                .filter(each -> each.get("images").size() == 1)
                .findFirst()
                .orElseThrow();
        Qwen3VlConfig config = Golden.config("tiny-q3vl");
        int[] ids = Fixtures.ints(golden.get("input_ids"));
        List<Patches> pictures =
                List.of(Golden.patches(golden.get("images").get(0).asText(), config.vision()));
        int[] positions = PromptPositions.of(ids.length, Golden.placed(ids, config, pictures))
                .of(0, ids.length);
        try (Checkpoint checkpoint = Families.open(Fixtures.path("qwen3-vl/tiny-q3vl"));
                TorchWeights weights = new TorchWeights(checkpoint, Precision.FLOAT32, TorchDevice.CPU, bytes -> {});
                PointerScope scope = new PointerScope()) {
            TextModel text = new TextModel(weights, config.text());
            int[] at = IntStream.range(0, ids.length)
                    .filter(i -> ids[i] == config.imageToken())
                    .toArray();
            torch.manual_seed(7);
            List<Tensor> rows = new ArrayList<>();
            for (int i = 0; i <= config.vision().levels(); i++) {
                rows.add(torch.randn(at.length, config.text().hiddenSize()));
            }
            Tensor direction = torch.randn(at.length, config.text().hiddenSize());
            Tensor learnt = rows.get(level).clone().set_requires_grad(true);
            Tensor loss = loss(text, ids, positions, at, with(rows, level, learnt));
            loss.backward();
            double gradient = learnt.grad().mul(direction).sum().item_double();
            double ahead = moved(text, ids, positions, at, rows, level, direction, STEP);
            double behind = moved(text, ids, positions, at, rows, level, direction, -STEP);
            double difference = (ahead - behind) / (2 * STEP);
            assertThat(Math.abs(difference)).as("the level matters").isGreaterThan(1e-3);
            assertThat(gradient).isCloseTo(difference, within(0.01 * Math.abs(difference)));
        }
    }

    private static double moved(
            TextModel text,
            int[] ids,
            int[] positions,
            int[] at,
            List<Tensor> rows,
            int level,
            Tensor direction,
            double step) {
        Tensor other = rows.get(level).add(direction.mul(new Scalar(step)));
        return loss(text, ids, positions, at, with(rows, level, other)).item_double();
    }

    private static List<Tensor> with(List<Tensor> rows, int level, Tensor other) {
        List<Tensor> changed = new ArrayList<>(rows);
        changed.set(level, other);
        return changed;
    }

    /** A fixed mixture of the logits behind the last row, as one number. */
    private static Tensor loss(TextModel text, int[] ids, int[] positions, int[] at, List<Tensor> rows) {
        TorchBackend backend = (TorchBackend) text.backend();
        StepPictures levels = new StepPictures(
                at,
                rows.stream()
                        .map(each -> (io.github.qwenvl4j.tensor.Tensor) backend.wrap(each))
                        .toList());
        CausalBatch whole = new CausalBatch(backend, 1, ids.length);
        io.github.qwenvl4j.tensor.Tensor hidden = text.forward(
                levels.embedIn(text.embed(ids, RowAdapters.NONE)),
                whole,
                text.rotation(positions),
                levels,
                RowAdapters.NONE);
        Tensor logits = TorchTensor.of(text.logits(hidden.narrow(0, ids.length - 1, 1), RowAdapters.NONE))
                .to(torch.ScalarType.Double);
        Tensor mixture = torch.arange(new Scalar(logits.size(1)))
                .to(torch.ScalarType.Double)
                .sin();
        return logits.mul(mixture).sum();
    }
}
