package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.memory.DType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.testing.Fixtures;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
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
                try (PointerScope scope = new PointerScope()) {
                    Tensor expected = safetensors.tensor(name);
                    Tensor actual = bin.tensor(name);
                    assertThat(bin.tensors().get(name).dtype()).isEqualTo(DType.of(actual.scalar_type()));
                    assertThat(bits(actual).equal(bits(expected))).as(name).isTrue();
                }
            }
        }
    }

    private static Tensor bits(Tensor tensor) {
        return tensor.view(DType.I16.scalarType());
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

        try (PointerScope scope = new PointerScope();
                Checkpoint checkpoint = Families.open(directory)) {
            assertThat(checkpoint.tensor("b").item_bool()).isTrue();
            assertThat(checkpoint.tensor("f").get(0).item_float()).isEqualTo(1);
            assertThat(checkpoint.tensor("d").dim()).isZero();
            assertThat(checkpoint.tensor("d").item_double()).isZero();
            assertThat(checkpoint.tensor("none").size(1)).isEqualTo(3);
        }
    }

    @Test
    void stridesOfPyTorchTensorsAreRespected() {
        Pickle transposed = Pickle.tensor(2, 0, new long[] {1, 2}, new long[] {2, 1});
        TestFiles.write(TestFiles.configOnly(directory), "pytorch_model.bin", TestFiles.bin(transposed));
        try (PointerScope scope = new PointerScope();
                Checkpoint checkpoint = Families.open(directory)) {
            assertThat(checkpoint.tensor("w").get(0).get(1).item_float()).isEqualTo(2);
        }

        Pickle second = Pickle.tensor(2, 1, new long[] {1}, new long[] {7});
        TestFiles.write(directory, "pytorch_model.bin", TestFiles.bin(second));
        try (PointerScope scope = new PointerScope();
                Checkpoint checkpoint = Families.open(directory)) {
            assertThat(checkpoint.tensor("w").item_float()).isEqualTo(2);
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
    void writingToAViewDoesNotReachTheFile() {
        TestFiles.copyOf("tiny-vl", directory);
        try (PointerScope scope = new PointerScope();
                Checkpoint checkpoint = Families.open(directory)) {
            checkpoint.tensor("transformer.ln_f.weight").zero_();
        }
        try (PointerScope scope = new PointerScope();
                Checkpoint checkpoint = Families.open(directory)) {
            assertThat(checkpoint.tensor("transformer.ln_f.weight").abs().sum().item_float())
                    .isPositive();
        }
    }

    @Test
    void viewsOutliveTheCheckpoint() {
        try (PointerScope scope = new PointerScope()) {
            Tensor view;
            try (Checkpoint checkpoint = Families.open(Fixtures.path("tiny-vl"))) {
                view = checkpoint.tensor("lm_head.weight");
            }
            assertThat(view.abs().sum().item_float()).isPositive();
        }
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

    @Test
    void tensorsBelongToTheCallerWhereThereIsNoScope() {
        try (Checkpoint checkpoint = Families.open(Fixtures.path("tiny-vl"))) {
            checkpoint.tensor("lm_head.weight").close();
            long before = Pointer.totalCount();
            Tensor tensor = checkpoint.tensor("lm_head.weight");
            assertThat(Pointer.totalCount()).isEqualTo(before + 1);
            tensor.close();
            assertThat(Pointer.totalCount()).isEqualTo(before);
        }
    }
}
