package io.github.qwenvl4j.checkpoint;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile pickles and damaged zips: refused by name, in one line, without running anything. */
class BadPyTorchFileTest {

    private static final String NAME = "pytorch_model.bin";

    @TempDir
    Path directory;

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
                arguments(new Pickle().op(']', '.'), "the pickle does not contain a dict of tensors"),
                arguments(
                        new Pickle().repeat(']', 200_000).repeat('a', 199_999).op('.'),
                        "the pickle needs more than 100000 stack entries"),
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
                arguments(Pickle.tensor(2, Long.MAX_VALUE, two, one), "tensor w: its strides are too large"),
                arguments(
                        Pickle.tensor(2, 0, two, new long[] {-1}), "tensor w: shape [2] and strides [-1] are invalid"),
                arguments(Pickle.tensor(2, 0, two, new long[] {}), "tensor w: shape [2] and strides [] are invalid"),
                arguments(Pickle.tensor(2, 0, new long[] {-2}, one), "tensor w: shape is [-2], must not be negative"),
                arguments(
                        Pickle.tensor(2, 0, new long[] {1L << 40}, new long[] {0}),
                        "tensor w: offset 0, shape [1099511627776]"),
                arguments(Pickle.tensor(2, 0, two, new long[] {Long.MAX_VALUE}), "tensor w: its strides are too large"),
                arguments(
                        Pickle.tensor(400, 0, two, one),
                        "tensor w: its values data/0 are 8 bytes, but 400 elements of F32"),
                arguments(Pickle.tensor(-2, 0, two, one), "tensor w: its values data/0 are 8 bytes, but -2 elements"),
                arguments(
                        new Pickle().storage("FloatStorage", "0", 2).op('.'),
                        "the pickle does not contain a dict of tensors"));
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
        refused(TestFiles.bin(pickle), line);
    }

    @Test
    void damagedPyTorchFilesAreRefused() {
        byte[] good = TestFiles.bin(Pickle.tensor(2, 0, new long[] {2}, new long[] {1}));

        refused(new byte[0], "not a zip, or truncated");
        refused(Arrays.copyOf(good, good.length - 30), "not a zip, or truncated");
        refused(TestFiles.zip(Map.of("m/weights", new byte[3])), "a zip without data.pkl");
        refused(patched(good, 10, 8), "zip entry m/data");
        refused(patched(good, 42, 0x7f), "the zip directory");
        refused(
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

    private void refused(byte[] content, String line) {
        TestFiles.requireRefused(directory, NAME, content, line);
    }
}
