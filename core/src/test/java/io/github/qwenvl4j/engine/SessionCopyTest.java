package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.testing.Forward;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A copied session goes on as its original does, also when the cache had to grow. */
class SessionCopyTest {

    @ParameterizedTest
    @CsvSource({
        "FLOAT32, COMPUTED",
        "BFLOAT16, COMPUTED",
        "INT8, COMPUTED",
        "INT4, COMPUTED",
        "FLOAT32, INT8",
        "INT4, INT8"
    })
    void aCopyGoesOnLikeItsOriginal(Precision precision, KvCacheType type) {
        try (QwenVl qwenVl = OpenedModel.open("tiny-vl", precision);
                Session original = qwenVl.internals().network().newSession(type);
                Session copy = qwenVl.internals().network().newSession(type)) {
            Prompt prompt = Prompt.of(IntStream.range(0, 700).map(i -> i % 97).toArray());
            RowPositions at = qwenVl.internals().network().positions(prompt);
            Forward.prefill(qwenVl.internals().network(), original, prompt);
            copy.copy(original, original.length());
            original.truncate(600);
            copy.truncate(600);
            assertThat(Forward.decode(qwenVl.internals().network(), copy, at, 5)[0])
                    .isEqualTo(Forward.decode(qwenVl.internals().network(), original, at, 5)[0]);
        }
    }
}
