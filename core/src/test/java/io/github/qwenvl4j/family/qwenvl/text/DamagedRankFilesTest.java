package io.github.qwenvl4j.family.qwenvl.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.testing.Damage;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a rank file, it is read or refused in one plain line that names the file. */
class DamagedRankFilesTest {

    @TempDir
    Path folder;

    @Test
    void damageNeverEscapesAsAnotherException() throws IOException {
        byte[] good = Files.readAllBytes(Fixtures.path("tiny-vl/qwen.tiktoken"));
        Path file = folder.resolve("qwen.tiktoken");
        Random random = new Random(8);
        int rounds = Damage.rounds(2000);
        for (int round = 0; round < rounds; round++) {
            Files.write(file, Damage.of(good, random));
            try {
                QwenTokenizer.load(file, 256);
            } catch (QwenVlException e) {
                assertThat(e.getMessage()).contains(file.toString());
                assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.CHECKPOINT);
                Damage.requirePlain(e.getMessage().replace(folder.toString(), ""));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("round " + round, e);
            }
        }
    }
}
