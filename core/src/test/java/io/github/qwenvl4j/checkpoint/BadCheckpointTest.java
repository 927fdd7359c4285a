package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One line for each way in which weight files lie. */
class BadCheckpointTest {

    private static final String F32_2 = "\"dtype\": \"F32\", \"shape\": [2], ";

    @TempDir
    Path directory;

    static Stream<Arguments> headers() {
        return Stream.of(
                arguments("{\"a\": {" + F32_2 + "\"data_offsets\": [0, 8]", "header is not valid JSON: Unexpected end"),
                arguments("[]", "header is not a JSON object"),
                arguments("\u0001\u0002", "header is not valid JSON"),
                arguments("[".repeat(5000), "header is not valid JSON: Document nesting depth (1001)"),
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
                arguments(
                        "{\"a\": {\"dtype\": \"F32\", \"data_offsets\": [0, 8]}}",
                        "tensor a: shape is , must be an array"),
                arguments(
                        "{\"a\": {\"dtype\": \"F32\", \"shape\": [4294967296, 4294967296], \"data_offsets\": [0, 8]}}",
                        "tensor a: shape is [4294967296, 4294967296], beyond any file"),
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
                        "header is not valid JSON: Duplicate field 'a'"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("headers")
    void lyingSafetensorsHeadersAreRefused(String header, String line) {
        refused("model.safetensors", TestFiles.safetensors(header, 8), line);
    }

    @Test
    void damagedSafetensorsFilesAreRefused() {
        byte[] good = TestFiles.safetensors("{\"a\": {" + F32_2 + "\"data_offsets\": [0, 8]}}", 8);

        refused("model.safetensors", new byte[0], "truncated: 0 bytes are no safetensors file");
        refused("model.safetensors", Arrays.copyOf(good, 30), "truncated: a header of ");
        refused("model.safetensors", Arrays.copyOf(good, good.length - 1), "tensor a: data_offsets is [0, 8], must be");
        byte[] endless = good.clone();
        Arrays.fill(endless, 0, 8, (byte) 0xff);
        refused("model.safetensors", endless, "header length 18446744073709551615 is not between 2 and 16777216");
        refused("model.safetensors", "<html>404 Not Found</html>".getBytes(), "header length ");
    }

    static Stream<Arguments> pickles() {
        long[] two = {2};
        long[] one = {1};
        return Stream.of(
                arguments(
                        new Pickle().global("os", "system").text("touch pwned").op(0x85, 'R', '.'),
                        "the pickle asks for os.system, which is not allowed in a weight file"),
                arguments(
                        new Pickle()
                                .text("posix")
                                .text("system")
                                .op(0x93)
                                .text("id")
                                .op(0x85, 'R', '.'),
                        "the pickle asks for posix.system, which is not allowed"),
                arguments(
                        new Pickle()
                                .op('(')
                                .text("id")
                                .op('i')
                                .line("os")
                                .line("system")
                                .op('.'),
                        "the pickle asks for os.system, which is not allowed"),
                arguments(new Pickle().global("builtins", "eval").op('.'), "the pickle asks for builtins.eval, which"),
                arguments(
                        new Pickle().global("torch.storage", "UntypedStorage").op('.'),
                        "the pickle asks for torch.storage.UntypedStorage, which"),
                arguments(new Pickle().op('}', '}', 0x93, '.'), "the pickle is malformed at byte 4"),
                arguments(new Pickle().op(')', 0x81, '.'), "opcode 0x81 at byte 3 of the pickle is not allowed"),
                arguments(new Pickle().op(']', '.'), "the pickle holds no dict of tensors"),
                arguments(
                        new Pickle().repeat(']', 200_000).repeat('a', 199_999).op('.'),
                        "the pickle needs more than 100000 stack places"),
                arguments(
                        new Pickle()
                                .op('}', '(')
                                .text("w")
                                .op(')')
                                .repeat(0x85, 150_000)
                                .op('u', '.'),
                        "tensor w: not a tensor"),
                arguments(doubling(), "the pickle has a dict key that is not text"),
                arguments(new Pickle().op('N').repeat(0x94, 1_000_001).op('0', '.'), "the pickle needs more than"),
                arguments(new Pickle().op('}'), "the pickle ends early"),
                arguments(new Pickle().op('X', 255, 255, 255, 127), "the pickle ends early"),
                arguments(new Pickle().op('u', '.'), "the pickle is malformed at byte 2"),
                arguments(new Pickle().op('h', 7, '.'), "the pickle is malformed at byte 3"),
                arguments(
                        new Pickle().text("lr").text("x").op(0x85, 'R', '.'),
                        "the pickle calls something that is not a name"),
                arguments(new Pickle().op('}').text("epoch").op('K', 3, 's', '.'), "tensor epoch: not a tensor"),
                arguments(
                        Pickle.tensor(2, 0, new long[] {3}, one),
                        "tensor w: offset 0, shape [3] and strides [1] do not fit"),
                arguments(Pickle.tensor(2, -1, two, one), "tensor w: offset -1, shape [2] and strides [1] do not fit"),
                arguments(Pickle.tensor(2, Long.MAX_VALUE, two, one), "tensor w: its strides are beyond any file"),
                arguments(
                        Pickle.tensor(2, 0, two, new long[] {-1}),
                        "tensor w: shape [2] and strides [-1] are senseless"),
                arguments(Pickle.tensor(2, 0, two, new long[] {}), "tensor w: shape [2] and strides [] are senseless"),
                arguments(Pickle.tensor(2, 0, new long[] {-2}, one), "tensor w: shape is [-2], must not be negative"),
                arguments(
                        Pickle.tensor(2, 0, new long[] {1L << 40}, new long[] {0}),
                        "tensor w: offset 0, shape [1099511627776]"),
                arguments(
                        Pickle.tensor(2, 0, two, new long[] {Long.MAX_VALUE}),
                        "tensor w: its strides are beyond any file"),
                arguments(
                        Pickle.tensor(400, 0, two, one),
                        "tensor w: its values data/0 are 8 bytes, but 400 elements of F32"),
                arguments(Pickle.tensor(-2, 0, two, one), "tensor w: its values data/0 are 8 bytes, but -2 elements"),
                arguments(new Pickle().storage("FloatStorage", "0", 2).op('.'), "the pickle holds no dict of tensors"));
    }

    /** Billion laughs: tuple n holds tuple n-1 twice; walking it would take 2^60 steps. */
    private static Pickle doubling() {
        Pickle pickle = new Pickle().op('}', ')');
        for (int i = 0; i < 60; i++) {
            pickle.op('q', 0, 'h', 0, 0x86);
        }
        return pickle.op('K', 1, 's', '.');
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("pickles")
    void picklesThatDoAnythingElseAreRefused(Pickle pickle, String line) {
        refused("pytorch_model.bin", TestFiles.bin(pickle), line);
    }

    @Test
    void damagedPyTorchFilesAreRefused() {
        byte[] good = TestFiles.bin(Pickle.tensor(2, 0, new long[] {2}, new long[] {1}));
        String name = "pytorch_model.bin";

        refused(name, new byte[0], "not a zip, or truncated");
        refused(name, Arrays.copyOf(good, good.length - 30), "not a zip, or truncated");
        refused(name, TestFiles.zip(Map.of("m/weights", new byte[3])), "a zip without data.pkl");
        refused(name, patched(good, 10, 8), "zip entry m/data");
        refused(name, patched(good, 42, 0x7f), "the zip directory");
        refused(
                name,
                TestFiles.zip(Map.of(
                        "m/data.pkl",
                        Pickle.tensor(2, 0, new long[] {2}, new long[] {1}).bytes())),
                "tensor w: its values data/0 are missing");
    }

    /** {@code zip} with one byte of its first central header changed. */
    private static byte[] patched(byte[] zip, int offset, int value) {
        byte[] patched = zip.clone();
        for (int at = 0; at < zip.length; at++) {
            if (zip[at] == 'P' && zip[at + 1] == 'K' && zip[at + 2] == 1 && zip[at + 3] == 2) {
                patched[at + offset] = (byte) value;
                return patched;
            }
        }
        throw new IllegalArgumentException("no central header");
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
                        "no weights: neither model.safetensors nor pytorch_model.bin",
                        folder -> delete(folder.resolve("model.safetensors.index.json"))),
                spoiled("config.json: cannot be read: no such file", folder -> delete(folder.resolve("config.json"))));
    }

    private static Arguments spoiled(String line, Function<Path, Path> spoil) {
        return arguments(line, spoil);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiledFolders")
    void foldersWithWrongFilesAreRefused(String line, Function<Path, Path> spoil) {
        TestFiles.copyOf("tiny-vl", directory);
        spoil.apply(directory);

        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(directory.toString())
                .hasMessageContaining(line)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aPathThatIsNoFolderIsRefused() {
        Path nowhere = directory.resolve("nowhere");
        assertThatThrownBy(() -> Checkpoint.open(nowhere))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(nowhere + ": not a checkpoint directory");
    }

    private void refused(String file, byte[] content, String line) {
        TestFiles.write(TestFiles.configOnly(directory), file, content);

        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(directory.resolve(file) + ": " + line)
                .hasMessageNotContaining("\n");
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
