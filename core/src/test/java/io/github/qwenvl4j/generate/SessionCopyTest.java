package io.github.qwenvl4j.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A copied session goes on as its original does, also when the cache had to grow. */
class SessionCopyTest {

    @ParameterizedTest
    @EnumSource
    void aCopyGoesOnLikeItsOriginal(Precision precision) {
        try (QwenVl qwenVl = OpenedModel.open("tiny-vl", precision);
                Session original = qwenVl.newSession();
                Session copy = qwenVl.newSession()) {
            Decoder decoder = new Decoder(qwenVl.model());
            Prompt prompt = Prompt.of(IntStream.range(0, 700).map(i -> i % 97).toArray());
            decoder.prefill(new PromptRows(qwenVl.model(), original, prompt, null));
            copy.copy(original, original.length());
            original.truncate(600);
            copy.truncate(600);
            assertThat(decoder.decode(copy, 5)[0]).isEqualTo(decoder.decode(original, 5)[0]);
        }
    }
}
