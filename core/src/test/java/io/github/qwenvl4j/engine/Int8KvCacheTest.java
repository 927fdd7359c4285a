package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.testing.Forward;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Keys and values in int8 against the same as they were computed. */
class Int8KvCacheTest {

    private static final Prompt PROMPT =
            Prompt.of(IntStream.range(0, 700).map(i -> i * 31 % 251).toArray());

    @Test
    void logitsStayNearlyTheSameInHalfTheMemory() {
        try (QwenVl qwenVl = OpenedModel.open("tiny-vl", Precision.BFLOAT16);
                Session computed = qwenVl.internals().network().newSession(KvCacheType.COMPUTED);
                Session int8 = qwenVl.internals().network().newSession(KvCacheType.INT8)) {
            RowPositions at = qwenVl.internals().network().positions(PROMPT);
            float[] expected = Forward.prefill(qwenVl.internals().network(), computed, PROMPT);
            float[] actual = Forward.prefill(qwenVl.internals().network(), int8, PROMPT);
            assertThat(GoldenTensors.cosine(actual, expected)).isGreaterThan(0.9995);
            assertThat(actual).as("rounded at all").isNotEqualTo(expected);
            for (int id = 0; id < 5; id++) {
                assertThat(GoldenTensors.cosine(
                                Forward.decode(qwenVl.internals().network(), int8, at, id)[0],
                                Forward.decode(qwenVl.internals().network(), computed, at, id)[0]))
                        .isGreaterThan(0.9995);
            }
            int headDim = OpenedModel.network(qwenVl).config().language().headDim();
            assertThat(int8.bytes()).isEqualTo(computed.bytes() * (headDim + 2) / (2L * headDim));
        }
    }
}
