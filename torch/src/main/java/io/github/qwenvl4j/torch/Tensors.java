package io.github.qwenvl4j.torch;

import java.util.Collection;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Converts between Java data and tensors. Results belong to the caller's scope; all factories create CPU tensors. */
public final class Tensors {

    static {
        LibTorch.load();
    }

    private Tensors() {}

    /** An int64 tensor of the given shape; {@code [values.length]} when no shape is given. */
    public static Tensor longs(long[] values, long... shape) {
        return Tensor.create(values, shape.length == 0 ? new long[] {values.length} : shape);
    }

    /** An int64 tensor {@code [values.length]}. */
    public static Tensor longs(int[] values) {
        long[] wide = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return longs(wide);
    }

    /** A float32 tensor of the given shape; {@code [values.length]} when no shape is given. */
    public static Tensor floats(float[] values, long... shape) {
        return Tensor.create(values, shape.length == 0 ? new long[] {values.length} : shape);
    }

    /** An uninitialised CPU tensor. */
    public static Tensor empty(torch.ScalarType dtype, long... shape) {
        return Scopes.scoped(() -> torch.empty(shape, options(dtype), null));
    }

    /** A CPU tensor of zeros. */
    public static Tensor zeros(torch.ScalarType dtype, long... shape) {
        return Scopes.scoped(() -> torch.zeros(shape, options(dtype)));
    }

    /** A float32 tensor of one value. */
    public static Tensor full(double value, long... shape) {
        return Scopes.scoped(() -> torch.full(shape, new Scalar(value), options(torch.ScalarType.Float)));
    }

    private static TensorOptions options(torch.ScalarType dtype) {
        return new TensorOptions().dtype(new ScalarTypeOptional(dtype));
    }

    /** Whether {@code x} has this dtype. ({@code scalar_type()} returns a new object on every call.) */
    public static boolean has(Tensor x, torch.ScalarType dtype) {
        return x.scalar_type().value == dtype.value;
    }

    /** The same values as {@code dtype}; {@code x} itself if it already has that dtype. */
    public static Tensor to(Tensor x, torch.ScalarType dtype) {
        return has(x, dtype) ? x : x.to(dtype);
    }

    public static Tensor toFloat32(Tensor x) {
        return to(x, torch.ScalarType.Float);
    }

    /** Copies a tensor of any floating dtype, device and layout into a Java array, row-major. */
    public static float[] toFloats(Tensor x) {
        try (PointerScope scope = new PointerScope()) {
            Tensor flat = toFloat32(x).cpu().contiguous();
            float[] values = new float[Math.toIntExact(flat.numel())];
            FloatPointer data = flat.data_ptr_float();
            data.get(values);
            return values;
        }
    }

    /** Copies a matrix of any floating dtype, device and layout into a Java array for each row: one transfer for all. */
    public static float[][] toRows(Tensor x) {
        try (PointerScope scope = new PointerScope()) {
            Tensor flat = toFloat32(x).cpu().contiguous();
            float[][] rows = new float[Math.toIntExact(x.size(0))][Math.toIntExact(x.size(1))];
            FloatPointer data = flat.data_ptr_float();
            for (int i = 0; i < rows.length; i++) {
                data.position(i * x.size(1)).get(rows[i]);
            }
            return rows;
        }
    }

    /** Concatenates tensors along {@code dim}; a single tensor is returned unchanged. */
    public static Tensor cat(Collection<Tensor> parts, long dim) {
        if (parts.size() == 1) {
            return parts.iterator().next();
        }
        return torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), dim);
    }

    public static Tensor multiply(Tensor x, double factor) {
        return x.mul(new Scalar(factor));
    }

    /** Clamps every value to {@code [low, high]}, in place. */
    public static Tensor clamp(Tensor x, double low, double high) {
        return x.clamp_(new ScalarOptional(new Scalar(low)), new ScalarOptional(new Scalar(high)));
    }
}
