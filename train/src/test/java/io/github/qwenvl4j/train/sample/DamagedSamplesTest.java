package io.github.qwenvl4j.train.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.testing.Damage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a file of samples, they are read, or refused in one plain line that names the file. */
class DamagedSamplesTest {

    private static final String SAMPLES = """
            {"id": "1", "conversations": [{"from": "user", "value": "Picture 1: <img>a.jpg</img>\\nWhere?"}, \
            {"from": "assistant", "value": "<ref>the dog</ref><box>(100,200),(300,400)</box>"}]}
            {"image": "b.png", "text": "a caf\u00e9 \ud83d\ude00", "task": "caption"}
            {"prompt": "<img>c.png</img>OCR:", "completion": " 7 \\u00e9"}
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.json"})
    void damageNeverEscapesAsAnotherException(String name) throws IOException {
        String text = name.endsWith(".json") ? "[" + SAMPLES.strip().replace("\n", ",\n") + "]" : SAMPLES;
        byte[] good = text.getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve(name);
        Random random = new Random(3);
        int rounds = Damage.rounds(3000);
        for (int round = 0; round < rounds; round++) {
            Files.write(file, Damage.of(good, random));
            try {
                new SampleFile(file).count(SkippedData.none());
            } catch (QwenVlException e) {
                assertThat(e.getMessage()).startsWith(file.toString());
                Damage.requirePlain(e.getMessage().substring(folder.toString().length()));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("round " + round, e);
            }
        }
    }
}
