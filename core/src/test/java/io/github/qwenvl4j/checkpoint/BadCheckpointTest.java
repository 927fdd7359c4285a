package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.Families;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One line for each way in which weight files lie. */
class BadCheckpointTest {

    private static final String F32_2 = "\"dtype\": \"F32\", \"shape\": [2], ";

    @TempDir
    Path directory;

    static Stream<Arguments> headers() {
        return Stream.of(
                arguments(
                        "{\"a\": {" + F32_2 + "\"data_offsets\": [0, 8]",
                        "header is not valid JSON: it ends too early"),
                arguments("[]", "header is not a JSON object"),
                arguments("\u0001\u0002", "header is not valid JSON"),
                arguments("[".repeat(5000), "header is not valid JSON: it is nested too deeply"),
                arguments("{\"a\": 3}", "tensor a: dtype is missing, supported are F64"),
                arguments(
                        "{\"a\": {\"dtype\": \"F8_E4M3\", \"shape\": [8], \"data_offsets\": [0, 8]}}",
                        "tensor a: dtype is F8_E4M3, supported are F64, F32, F16, BF16"),
                arguments(
                        "{\"a\": {\"dtype\": \"F32\", \"shape\": [-2], \"data_offsets\": [0, 8]}}",
                        "tensor a: shape is [-2], must be an array of non-negative whole numbers"),
                arguments(
                        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2.5], \"data_offsets\": [0, 8]}}",
                        "tensor a: shape is [2.5], must be an array"),
                arguments("{\"a\": {\"dtype\": \"F32\", \"data_offsets\": [0, 8]}}", "tensor a: shape is missing"),
                arguments(
                        "{\"a\": {\"dtype\": \"F32\", \"shape\": [4294967296, 4294967296], \"data_offsets\": [0, 8]}}",
                        "tensor a: shape is [4294967296, 4294967296], which is too large"),
                arguments(
                        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1,1,1,1,1,1,1,1,2], \"data_offsets\": [0, 8]}}",
                        "tensor a: shape has 9 dimensions, at most 8"),
                arguments(
                        "{\"a\": {" + F32_2 + "\"data_offsets\": [0, 16]}}",
                        "tensor a: data_offsets is [0, 16], must be a begin and an end within the 8 bytes of data"),
                arguments(
                        "{\"a\": {" + F32_2 + "\"data_offsets\": [8, 0]}}",
                        "tensor a: data_offsets is [8, 0], must be a begin and an end"),
                arguments(
                        "{\"a\": {" + F32_2 + "\"data_offsets\": [-8, 0]}}",
                        "tensor a: data_offsets is [-8,0], must be an array of non-negative"),
                arguments(
                        "{\"a\": {" + F32_2 + "\"data_offsets\": [8]}}",
                        "tensor a: data_offsets is [8], must be a begin"),
                arguments(
                        "{\"a\": {" + F32_2 + "\"data_offsets\": [0, 4]}}",
                        "tensor a: data_offsets [0, 4] hold 4 bytes, but F32 [2] needs 8"),
                arguments(
                        "{\"a\": {" + F32_2 + "\"data_offsets\": [0, 8]}, \"b\": {\"dtype\": \"I32\", \"shape\": [1],"
                                + " \"data_offsets\": [4, 8]}}",
                        "tensor b overlaps the tensor before it"),
                arguments(
                        "{\"a\": {\"dtype\": \"I32\", \"shape\": [1], \"data_offsets\": [4, 8]}}",
                        "tensor a leaves a gap after the tensor before it"),
                arguments(
                        "{\"a\": {\"dtype\": \"I32\", \"shape\": [1], \"data_offsets\": [0, 4]}}",
                        "4 bytes after the last tensor belong to none"),
                arguments(
                        "{\"a\": {" + F32_2 + "\"data_offsets\": [0, 8]}, \"a\": {" + F32_2
                                + "\"data_offsets\": [0, 8]}}",
                        "header is not valid JSON: field a is given twice"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("headers")
    void lyingSafetensorsHeadersAreRefused(String header, String line) {
        refused("model.safetensors", TestFiles.safetensors(header, 8), line);
    }

    @Test
    void damagedSafetensorsFilesAreRefused() {
        byte[] good = TestFiles.safetensors("{\"a\": {" + F32_2 + "\"data_offsets\": [0, 8]}}", 8);

        refused("model.safetensors", new byte[0], "truncated: 0 bytes are too few for a safetensors file");
        refused("model.safetensors", Arrays.copyOf(good, 30), "truncated: a header of ");
        refused("model.safetensors", Arrays.copyOf(good, good.length - 1), "tensor a: data_offsets is [0, 8], must be");
        byte[] endless = good.clone();
        Arrays.fill(endless, 0, 8, (byte) 0xff);
        refused("model.safetensors", endless, "header length 18446744073709551615 is not between 2 and 16777216");
        refused("model.safetensors", "<html>404 Not Found</html>".getBytes(), "is a web page, not the file itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "pytorch_model.bin"})
    void anyDamageIsEitherHarmlessOrRefused(String name) {
        byte[] good = name.endsWith(".bin")
                ? TestFiles.bin(Pickle.tensor(2, 0, new long[] {2}, new long[] {1}))
                : TestFiles.safetensors("{\"a\": {" + F32_2 + "\"data_offsets\": [0, 8]}}", 8);
        TestFiles.configOnly(directory);
        Random random = new Random(11);
        int refusals = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = good.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            TestFiles.write(directory, name, damaged);
            try (Checkpoint checkpoint = Families.open(directory)) {
                checkpoint.tensors().keySet().forEach(checkpoint::tensor);
            } catch (QwenVlException e) {
                assertThat(e.getMessage())
                        .startsWith(directory.resolve(name) + ": ")
                        .doesNotContain("\n");
                refusals++;
            }
        }
        assertThat(refusals).isBetween(1000, 2999);
    }

    static Stream<Arguments> spoiledFolders() {
        return Stream.of(
                spoiled(
                        "model.safetensors.index.json: shard model-00002-of-00002.safetensors is missing",
                        folder -> delete(folder.resolve("model-00002-of-00002.safetensors"))),
                spoiled(
                        "model.safetensors.index.json: tensor extra is not in model-00001-of-00002.safetensors",
                        folder -> index(folder, "{\"weight_map\": {\"extra\": \"model-00001-of-00002.safetensors\"}}")),
                spoiled(
                        "model.safetensors.index.json: shard ../secret is not a plain file name",
                        folder -> index(folder, "{\"weight_map\": {\"a\": \"../secret\"}}")),
                spoiled(
                        "model.safetensors.index.json: shard /etc/passwd is not a plain file name",
                        folder -> index(folder, "{\"weight_map\": {\"a\": \"/etc/passwd\"}}")),
                spoiled(
                        "model.safetensors.index.json: shard ..\\secret is not a plain file name",
                        folder -> index(folder, "{\"weight_map\": {\"a\": \"..\\\\secret\"}}")),
                spoiled("model.safetensors.index.json: weight_map is missing", folder -> index(folder, "{}")),
                spoiled(
                        "model.safetensors.index.json: weight_map.a is 1, must be text",
                        folder -> index(folder, "{\"weight_map\": {\"a\": 1}}")),
                spoiled("model.safetensors.index.json: not valid JSON", folder -> index(folder, "weights")),
                spoiled(
                        "tensor transformer.wte.weight is both in model-00001-of-00002.safetensors and in model-00002",
                        folder -> copy(folder, "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")),
                spoiled(
                        "model.safetensors.index.json is missing, which says which tensor is in which shard",
                        folder -> delete(folder.resolve("model.safetensors.index.json"))),
                spoiled(
                        ": is not a checkpoint: it has no config.json",
                        folder -> delete(folder.resolve("config.json"))));
    }

    private static Arguments spoiled(String line, Function<Path, Path> spoil) {
        return arguments(line, spoil);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiledFolders")
    void foldersWithWrongFilesAreRefused(String line, Function<Path, Path> spoil) {
        TestFiles.copyOf("tiny-vl", directory);
        spoil.apply(directory);

        assertThatThrownBy(() -> Families.open(directory))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(directory.toString())
                .hasMessageContaining(line)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aPathThatIsNoFolderIsRefused() {
        Path nowhere = directory.resolve("nowhere");
        assertThatThrownBy(() -> Families.open(nowhere))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(nowhere + ": no such folder");
    }

    private void refused(String file, byte[] content, String line) {
        TestFiles.requireRefused(directory, file, content, line);
    }

    private static Path index(Path folder, String json) {
        TestFiles.write(folder, "model.safetensors.index.json", json);
        return folder;
    }

    private static Path copy(Path folder, String from, String to) {
        TestFiles.write(folder, to, TestFiles.read(folder.resolve(from)));
        return folder;
    }

    private static Path delete(Path file) {
        try {
            Files.delete(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
