package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InspectionTest {

    @Test
    void theHeadMakesTheLogitsOfTheLastHiddenState() {
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.FLOAT32)) {
            QwenVlModel network = (QwenVlModel) model.internals().network();
            Backend backend = network.language().backend();
            Message question = Message.user("What is this?".repeat(100)); // more rows than one step takes
            HiddenStates states = model.inspection().hiddenStates(question);
            float[] logits = model.inspection().logits(question);
            float[] again = backend.infer(() -> {
                float[] last = states.row(states.rows() - 1);
                return network.logits(backend.tensor(last, 1, states.size())).toFloats();
            });
            assertThat(states.rows()).isGreaterThan(256);
            assertThat(Arrays.copyOf(again, logits.length)).containsExactly(logits, within(1e-4f));
        }
    }
}
