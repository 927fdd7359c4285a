package io.github.qwenvl4j.cpu;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.tensor.Taps;
import io.github.qwenvl4j.testing.TestBlocks;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way in which an operand of native code can be wrong is refused before an address is used. */
class OperandsTest {

    private final TestBlocks blocks = new TestBlocks();
    private final CpuBackend backend = new CpuBackend(DType.F32);

    @AfterEach
    void close() {
        blocks.close();
        backend.close();
    }

    private Block zeros(DType type, long... shape) {
        Block block = blocks.empty(type, shape);
        block.clear();
        return block;
    }

    private static void refused(Runnable call) {
        assertThatIllegalArgumentException().isThrownBy(call::run);
    }

    private NativeLayer layer(WeightForm form, Block weights, Optional<Block> scales, Optional<Block> bias) {
        return new NativeLayer(form, 64, 128, weights, scales, bias);
    }

    @Test
    void layersHoldWhatTheySay() {
        Block int8 = zeros(DType.I8, 64, 128);
        Block scales = zeros(DType.BF16, 64);
        Block packed = zeros(DType.U8, 1, 128, 32);
        Block pairs = zeros(DType.BF16, 1, 64, 2);
        layer(WeightForm.INT8, int8, Optional.of(scales), Optional.empty());
        refused(() -> layer(WeightForm.INT8, zeros(DType.I8, 64, 64), Optional.of(scales), Optional.empty()));
        refused(() -> layer(WeightForm.INT8, packed, Optional.of(scales), Optional.empty()));
        refused(() -> layer(WeightForm.INT8, int8, Optional.of(zeros(DType.BF16, 63)), Optional.empty()));
        refused(() -> layer(WeightForm.INT8, int8, Optional.of(scales), Optional.of(zeros(DType.F32, 64))));
        layer(WeightForm.INT4, packed, Optional.of(pairs), Optional.of(scales));
        layer(WeightForm.INT4, packed, Optional.of(zeros(DType.BF16, 4, 64, 2)), Optional.empty());
        refused(() -> layer(WeightForm.INT4, packed, Optional.of(scales), Optional.empty()));
        refused(() -> layer(WeightForm.INT4, packed, Optional.of(zeros(DType.BF16, 8, 64, 2)), Optional.empty()));
        refused(() -> layer(WeightForm.INT4, packed, Optional.of(zeros(DType.BF16, 0, 64, 2)), Optional.empty()));
        refused(() -> layer(WeightForm.BFLOAT16, zeros(DType.F32, 64, 128), Optional.empty(), Optional.empty()));
        refused(() -> layer(WeightForm.FLOAT32, zeros(DType.F32, 128, 64), Optional.empty(), Optional.empty()));
        refused(() -> layer(WeightForm.WIDENED, zeros(DType.F32, 64, 128), Optional.empty(), Optional.empty()));
    }

    @Test
    void aLayerTakesRowsOfItsInputsOnly() {
        NativeLayer layer = layer(WeightForm.FLOAT32, zeros(DType.F32, 64, 128), Optional.empty(), Optional.empty());
        refused(() -> new CpuLinear(List.of(layer)).forward(backend.tensor(new float[64], 1, 64)));
        refused(() -> new CpuLinear(List.of(layer)).forward(backend.tensor(new float[128], 128)));
    }

    @Test
    void operationsTakeWhatFitsOnly() {
        CpuTensor x = backend.tensor(new float[12], 3, 4);
        refused(() -> x.narrow(0, 2, 2));
        refused(() -> x.view(5, 2));
        refused(() -> x.add(backend.tensor(new float[8], 2, 4)));
        refused(() -> x.add(backend.tensor(new float[3], 3, 1)));
        refused(() -> x.rmsNorm(backend.tensor(new float[3], 3), 1e-6));
        refused(() -> x.layerNorm(backend.tensor(new float[4], 4), backend.tensor(new float[5], 5), 1e-6));
        refused(() -> x.scaleRows(backend.tensor(new float[4], 4)));
        refused(() -> x.rows(3));
        refused(() -> x.rows(-1));
        refused(() -> x.combine(new Taps(new int[] {0, 7}, new float[] {1, 1}, 2)));
        refused(() -> x.withRows(new int[] {0, 1}, backend.tensor(new float[4], 1, 4)));
        refused(() -> x.addToRows(new int[] {5}, backend.tensor(new float[4], 1, 4)));
        refused(() -> x.matmul(backend.tensor(new float[9], 3, 3)));
        refused(() -> backend.tensor(new float[24], 3, 2, 4).rotate(x, backend.tensor(new float[4], 1, 4)));
        refused(() -> backend.tensor(new float[5], 2, 3));
        refused(() -> new CpuTable(backend, zeros(DType.F32, 4, 2)).rows(4));
    }
}
