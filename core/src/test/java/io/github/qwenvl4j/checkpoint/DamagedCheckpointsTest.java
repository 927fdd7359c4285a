package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.testing.Damage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a file of a checkpoint, it opens or is refused in one plain line that names the file. */
class DamagedCheckpointsTest {

    private static final String TWO_TENSORS =
            "{\"__metadata__\": {\"format\": \"pt\"}, \"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]},"
                    + " \"b.c\": {\"dtype\": \"BF16\", \"shape\": [2, 3], \"data_offsets\": [8, 20]}}";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"config.json", "generation_config.json", "tokenizer_config.json", "model.safetensors.index.json"
            })
    void descriptionsOpenOrAreRefused(String name) {
        TestFiles.copyOf("tiny-vl", directory);
        damageNeverEscapes(name, TestFiles.read(directory.resolve(name)), 1500);
    }

    @Test
    void safetensorsOpenOrAreRefused() {
        TestFiles.configOnly(directory);
        damageNeverEscapes("model.safetensors", TestFiles.safetensors(TWO_TENSORS, 20), 4000);
    }

    @Test
    void picklesOpenOrAreRefused() {
        TestFiles.configOnly(directory);
        byte[] file = TestFiles.bin(Pickle.tensor(2, 0, new long[] {1, 2}, new long[] {2, 1}));
        damageNeverEscapes("pytorch_model.bin", file, 4000);
    }

    /** Damage within the pickle, in an archive that is whole. */
    @Test
    void programsInPicklesOpenOrAreRefused() {
        TestFiles.configOnly(directory);
        byte[] program = Pickle.tensor(2, 0, new long[] {2}, new long[] {1}).bytes();
        Random random = new Random(6);
        int rounds = Damage.rounds(4000);
        for (int round = 0; round < rounds; round++) {
            Map<String, byte[]> entries = new TreeMap<>();
            entries.put("m/data.pkl", Damage.of(program, random));
            entries.put("m/data/0", new byte[8]);
            opens("pytorch_model.bin", TestFiles.zip(entries), round);
        }
    }

    private void damageNeverEscapes(String name, byte[] good, int usual) {
        Random random = new Random(5);
        int rounds = Damage.rounds(usual);
        for (int round = 0; round < rounds; round++) {
            opens(name, Damage.of(good, random), round);
        }
    }

    private void opens(String name, byte[] damaged, int round) {
        TestFiles.write(directory, name, damaged);
        try (Checkpoint checkpoint = Families.open(directory)) {
            checkpoint.generation();
            if (!name.endsWith(".json")) {
                checkpoint.tensors().keySet().forEach(checkpoint::tensor);
            }
        } catch (QwenVlException e) {
            String file = directory.toString();
            assertThat(e.getMessage()).as("round %d", round).startsWith(file);
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.CHECKPOINT);
            Damage.requirePlain(e.getMessage().substring(file.length()));
        } catch (RuntimeException | Error e) {
            throw new AssertionError("round " + round, e);
        }
    }
}
