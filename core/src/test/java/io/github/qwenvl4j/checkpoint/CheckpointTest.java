package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.TestBlocks;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

    @TempDir
    Path directory;

    @Test
    void pyTorchFilesEqualSafetensorsBitForBit() {
        try (Checkpoint safetensors = Families.open(Fixtures.path("tiny-vl"));
                Checkpoint bin = Families.open(Fixtures.path("tiny-vl-bin"))) {
            assertThat(bin.tensors().keySet()).isEqualTo(safetensors.tensors().keySet());
            assertThat(bin.totalBytes()).isEqualTo(safetensors.totalBytes()).isEqualTo(4281580);
            for (String name : safetensors.tensors().keySet()) {
                Block actual = bin.tensor(name);
                assertThat(bin.tensors().get(name).dtype()).isEqualTo(actual.dtype());
                assertThat(TestBlocks.bytes(actual)).as(name).isEqualTo(TestBlocks.bytes(safetensors.tensor(name)));
            }
        }
    }

    @Test
    void everyDtypeIsReadAndAlignedOrNot() {
        String header = """
                {"b": {"dtype": "BOOL", "shape": [1], "data_offsets": [0, 1]},
                 "f": {"dtype": "F32", "shape": [2], "data_offsets": [1, 9]},
                 "d": {"dtype": "F64", "shape": [], "data_offsets": [9, 17]},
                 "none": {"dtype": "I64", "shape": [0, 3], "data_offsets": [17, 17]}}""";
        byte[] file = TestFiles.safetensors(header, 17);
        file[file.length - 17] = 1;
        file[file.length - 16 + 2] = (byte) 0x80;
        file[file.length - 16 + 3] = 0x3f;
        TestFiles.write(TestFiles.configOnly(directory), "model.safetensors", file);

        try (Checkpoint checkpoint = Families.open(directory)) {
            assertThat(TestBlocks.bytes(checkpoint.tensor("b"))).containsExactly(1);
            assertThat(Conversion.toFloats(checkpoint.tensor("f"))[0]).isEqualTo(1);
            assertThat(checkpoint.tensor("d").dimensions()).isZero();
            assertThat(Conversion.toFloats(checkpoint.tensor("d"))).containsExactly(0);
            assertThat(checkpoint.tensor("none").size(1)).isEqualTo(3);
        }
    }

    @Test
    void stridesOfPyTorchTensorsAreRespected() {
        Pickle transposed = Pickle.tensor(2, 0, new long[] {1, 2}, new long[] {2, 1});
        TestFiles.write(TestFiles.configOnly(directory), "pytorch_model.bin", TestFiles.bin(transposed));
        try (Checkpoint checkpoint = Families.open(directory)) {
            assertThat(Conversion.toFloats(checkpoint.tensor("w"))).containsExactly(1, 2);
        }

        Pickle second = Pickle.tensor(2, 1, new long[] {1}, new long[] {7});
        TestFiles.write(directory, "pytorch_model.bin", TestFiles.bin(second));
        try (Checkpoint checkpoint = Families.open(directory)) {
            assertThat(Conversion.toFloats(checkpoint.tensor("w"))).containsExactly(2);
        }
    }

    @Test
    void stateDictsWithMetadataAndParametersAreRead() {
        Pickle pickle = new Pickle().global("collections", "OrderedDict").op(')', 'R', '(');
        pickle.text("w").global("torch._utils", "_rebuild_parameter").op('(');
        pickle.view(2, 0, new long[] {2}, new long[] {1}).op(0x88);
        pickle.global("collections", "OrderedDict").op(')', 'R', 't', 'R', 'u');
        pickle.op('}').text("_metadata").op('}', 's', 'b', '.');
        TestFiles.write(TestFiles.configOnly(directory), "pytorch_model.bin", TestFiles.bin(pickle));

        try (Checkpoint checkpoint = Families.open(directory)) {
            assertThat(checkpoint.tensors())
                    .containsOnlyKeys("w")
                    .containsValue(new TensorInfo("w", DType.F32, List.of(2L), "pytorch_model.bin"));
        }
    }

    @Test
    void bigEndianFilesAreRefused() {
        byte[] pickle = Pickle.tensor(2, 0, new long[] {2}, new long[] {1}).bytes();
        Map<String, byte[]> entries = new LinkedHashMap<>(
                Map.of("m/data.pkl", pickle, "m/data/0", new byte[8], "m/byteorder", "little".getBytes()));
        TestFiles.write(TestFiles.configOnly(directory), "pytorch_model.bin", TestFiles.zip(entries));
        Families.open(directory).close();

        entries.put("m/byteorder", "big".getBytes());
        TestFiles.write(directory, "pytorch_model.bin", TestFiles.zip(entries));
        assertThatThrownBy(() -> Families.open(directory))
                .isInstanceOf(QwenVlException.class)
                .hasMessageEndingWith("pytorch_model.bin: byteorder is big, only little is supported");
    }

    @Test
    void unknownNamesAndClosedCheckpointsAreRefused() {
        Checkpoint checkpoint = Families.open(Fixtures.path("tiny-vl"));
        assertThatThrownBy(() -> checkpoint.tensor("lm_head.bias"))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(checkpoint.directory() + ": tensor lm_head.bias is missing");
        checkpoint.close();
        checkpoint.close();
        assertThatThrownBy(() -> checkpoint.tensor("lm_head.weight")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMissingRankFileIsNamed() {
        try (Checkpoint tiny = Families.open(Fixtures.path("tiny-vl"))) {
            assertThat(QwenVlFamily.rankFile(tiny)).exists();
        }
        TestFiles.write(TestFiles.configOnly(directory), "model.safetensors", TestFiles.safetensors("{}", 0));
        try (Checkpoint bare = Families.open(directory)) {
            assertThatThrownBy(() -> QwenVlFamily.rankFile(bare))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage(directory.resolve("qwen.tiktoken") + ": the tokenizer's rank file is missing");
        }
    }
}
