package io.github.qwenvl4j.tensor;

/**
 * Numbers of a {@link Backend} with a shape, float32 for those who read them. Operations change nothing and return new tensors
 * or views, which belong to the innermost {@linkplain Backend#scoped scope} of the calling thread; operands must come from the
 * same backend and live as long as the result is used where it is a view. Vectors along the last dimension lie without gaps.
 * Every operation throws an {@link IllegalArgumentException} when shapes do not fit.
 */
public interface Tensor extends AutoCloseable {

    long[] shape();

    long size(int dimension);

    /** Memory of the numbers. */
    long bytes();

    // ---- views

    /** The same numbers in another shape; one size may be -1. A copy where the numbers do not lie without gaps. */
    Tensor view(long... shape);

    /** Part of a dimension. */
    Tensor narrow(int dimension, long start, long count);

    // ---- element by element

    /** The sum with a tensor of the same shape, or with one of fewer rows, which is added to each so many rows. */
    Tensor add(Tensor other);

    /** {@code x / 2 (1 + erf(x / sqrt(2)))} */
    Tensor gelu();

    /** {@code x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))} */
    Tensor geluTanh();

    /**
     * {@code up silu(gate)} of two halves of each row, {@code [R, 2 n]} to {@code [R, n]}.
     *
     * @param gateFirst which half the gate is
     */
    Tensor gated(boolean gateFirst);

    // ---- vector by vector

    /** Along the last dimension. */
    Tensor layerNorm(Tensor weight, Tensor bias, double epsilon);

    /** {@code x * rsqrt(mean(x^2) + epsilon) * weight} along the last dimension. */
    Tensor rmsNorm(Tensor weight, double epsilon);

    /** Each row times its factor. @param factors {@code [R]} */
    Tensor scaleRows(Tensor factors);

    /**
     * {@code x cos + rotate_half(x) sin} of heads {@code [R, H, d]}.
     *
     * @param cosines {@code [R, d]}
     * @param sines {@code [R, d]}
     */
    Tensor rotate(Tensor cosines, Tensor sines);

    // ---- row by row

    /** Some rows, in this order. */
    Tensor rows(int... index);

    /** Weighted sums of rows. */
    Tensor combine(Taps taps);

    /** All rows, so many times. */
    Tensor repeat(int times);

    /** A copy in which rows are replaced. @param values as many rows as {@code index} has numbers */
    Tensor withRows(int[] index, Tensor values);

    /** A copy in which values are added to rows. */
    Tensor addToRows(int[] index, Tensor values);

    /** A copy in which values are added to a part. @param values {@code [n, m]}, added from there on */
    Tensor addAt(long row, long column, Tensor values);

    // ---- products

    /** {@code x matrix}: {@code [R, n]} by {@code [n, m]}. */
    Tensor matmul(Tensor matrix);

    /**
     * {@code softmax(q k^T / sqrt(d)) v}, every query seeing every key of its sequence; query head h reads key-value head {@code h
     * / (H / G)}.
     *
     * @param keys {@code [T, G, d]}, like the values
     * @param sequences how many of equal length lie one behind the other, in the queries {@code [R, H, d]} and in the keys
     * @return {@code [R, H, d]}
     */
    Tensor attend(Tensor keys, Tensor values, int sequences);

    // ---- leaving the backend

    /** A copy of the numbers, row-major. */
    float[] toFloats();

    /** A copy of the numbers of each row of {@code [R, N]}. */
    default float[][] toRows() {
        float[][] rows = new float[Math.toIntExact(size(0))][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = narrow(0, i, 1).toFloats();
        }
        return rows;
    }

    /** A tensor of the same numbers that lives until it is closed, whatever scope this one belongs to. */
    Tensor retain();

    /** Frees a {@linkplain #retain retained} tensor. */
    @Override
    void close();
}
