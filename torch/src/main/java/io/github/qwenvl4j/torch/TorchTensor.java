package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.tensor.Taps;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A tensor of LibTorch. Operations compute in float32, attention in what the backend says; gradients flow through all of them.
 * What attention and linear layers have computed in bfloat16 stays in it until an operation reads it. The tensor belongs to the
 * scope in which LibTorch made it.
 */
public final class TorchTensor implements io.github.qwenvl4j.tensor.Tensor {

    private final TorchBackend backend;
    private final Tensor tensor;

    TorchTensor(TorchBackend backend, Tensor tensor) {
        this.backend = backend;
        this.tensor = tensor;
    }

    /** LibTorch's tensor of a tensor of this backend. */
    public static Tensor of(io.github.qwenvl4j.tensor.Tensor x) {
        return ((TorchTensor) x).tensor;
    }

    private TorchTensor made(Tensor result) {
        return new TorchTensor(backend, result);
    }

    /** In float32. */
    private Tensor wide() {
        return Tensors.toFloat32(tensor);
    }

    @Override
    public long[] shape() {
        return tensor.shape();
    }

    @Override
    public long size(int dimension) {
        return tensor.size(dimension);
    }

    @Override
    public long bytes() {
        return tensor.nbytes();
    }

    @Override
    public TorchTensor view(long... shape) {
        return made(tensor.reshape(shape));
    }

    @Override
    public TorchTensor narrow(int dimension, long start, long count) {
        return made(tensor.narrow(dimension, start, count));
    }

    @Override
    public TorchTensor add(io.github.qwenvl4j.tensor.Tensor other) {
        Tensor y = of(other);
        boolean same = y.size(0) == tensor.size(0);
        return made(wide().add(same ? y : repeated(y, tensor.size(0) / y.size(0))));
    }

    private static Tensor repeated(Tensor x, long times) {
        long[] repeats = new long[(int) x.dim()];
        java.util.Arrays.fill(repeats, 1);
        repeats[0] = times;
        return x.repeat(repeats);
    }

    @Override
    public TorchTensor gelu() {
        return made(torch.gelu(wide()));
    }

    @Override
    public TorchTensor geluTanh() {
        return made(torch.gelu(wide(), new BytePointer("tanh")));
    }

    @Override
    public TorchTensor gated(boolean gateFirst) {
        long half = tensor.size(1) / 2;
        Tensor first = tensor.narrow(1, 0, half);
        Tensor second = tensor.narrow(1, half, half);
        Tensor gate = Tensors.toFloat32(gateFirst ? first : second);
        return made(torch.silu(gate).mul(gateFirst ? second : first));
    }

    @Override
    public TorchTensor layerNorm(
            io.github.qwenvl4j.tensor.Tensor weight, io.github.qwenvl4j.tensor.Tensor bias, double epsilon) {
        return made(torch.layer_norm(
                wide(),
                new long[] {tensor.size(-1)},
                new TensorOptional(of(weight)),
                new TensorOptional(of(bias)),
                epsilon,
                false));
    }

    @Override
    public TorchTensor rmsNorm(io.github.qwenvl4j.tensor.Tensor weight, double epsilon) {
        return made(torch.rms_norm(
                wide(), new long[] {tensor.size(-1)}, new TensorOptional(of(weight)), new DoubleOptional(epsilon)));
    }

    @Override
    public TorchTensor scaleRows(io.github.qwenvl4j.tensor.Tensor factors) {
        long[] shape = new long[(int) tensor.dim()];
        java.util.Arrays.fill(shape, 1);
        shape[0] = tensor.size(0);
        return made(tensor.mul(of(factors).view(shape)));
    }

    @Override
    public TorchTensor rotate(io.github.qwenvl4j.tensor.Tensor cosines, io.github.qwenvl4j.tensor.Tensor sines) {
        long half = tensor.size(2) / 2;
        Tensor turned =
                Tensors.cat(List.of(tensor.narrow(2, half, half).neg(), tensor.narrow(2, 0, half)), 2); // [R, H, d]
        return made(torch.addcmul(
                tensor.mul(of(cosines).unsqueeze(1)), turned, of(sines).unsqueeze(1)));
    }

    @Override
    public TorchTensor rows(int... index) {
        return made(tensor.index_select(0, backend.longs(index)));
    }

    @Override
    public TorchTensor combine(Taps taps) {
        Tensor weights = backend.device().place(Tensors.floats(taps.weight(), taps.count(), taps.each(), 1));
        Tensor entries = tensor.index_select(0, backend.longs(taps.index())); // [count * each, n]
        return made(entries.view(taps.count(), taps.each(), tensor.size(1))
                .mul(weights)
                .sum(1));
    }

    @Override
    public TorchTensor repeat(int times) {
        return made(times == 1 ? tensor : repeated(tensor, times));
    }

    @Override
    public TorchTensor withRows(int[] index, io.github.qwenvl4j.tensor.Tensor values) {
        return made(wide().index_copy(0, backend.longs(index), Tensors.toFloat32(of(values))));
    }

    @Override
    public TorchTensor addToRows(int[] index, io.github.qwenvl4j.tensor.Tensor values) {
        return made(wide().index_add(0, backend.longs(index), Tensors.toFloat32(of(values))));
    }

    @Override
    public TorchTensor addAt(long row, long column, io.github.qwenvl4j.tensor.Tensor values) {
        Tensor sum = wide().clone();
        sum.narrow(0, row, values.size(0)).narrow(1, column, values.size(1)).add_(of(values));
        return made(sum);
    }

    @Override
    public TorchTensor matmul(io.github.qwenvl4j.tensor.Tensor matrix) {
        return made(wide().matmul(Tensors.toFloat32(of(matrix))));
    }

    @Override
    public TorchTensor attend(
            io.github.qwenvl4j.tensor.Tensor keys, io.github.qwenvl4j.tensor.Tensor values, int sequences) {
        return made(Attention.join(Attention.full(
                backend.split(tensor, sequences, 1),
                backend.split(of(keys), sequences, shared(keys)),
                backend.split(of(values), sequences, shared(keys)))));
    }

    private long shared(io.github.qwenvl4j.tensor.Tensor keys) {
        return tensor.size(1) / keys.size(1);
    }

    @Override
    public float[] toFloats() {
        return Tensors.toFloats(tensor);
    }

    @Override
    public float[][] toRows() {
        return Tensors.toRows(tensor);
    }

    @Override
    public TorchTensor retain() {
        Tensor own = new Tensor(tensor); // the same numbers, counted once more
        return made(Scopes.retain(own));
    }

    @Override
    public void close() {
        tensor.close();
    }

    /** Some tensors as LibTorch's. */
    static List<Tensor> all(List<io.github.qwenvl4j.tensor.Tensor> tensors) {
        List<Tensor> all = new ArrayList<>();
        tensors.forEach(each -> all.add(of(each)));
        return Collections.unmodifiableList(all);
    }
}
