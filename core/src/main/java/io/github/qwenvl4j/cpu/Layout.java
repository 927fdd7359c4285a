package io.github.qwenvl4j.cpu;

import java.util.Arrays;

/**
 * Where the numbers of a tensor lie: up to three dimensions by strides, of which the last has no gaps.
 *
 * @param strides in numbers
 */
record Layout(long[] shape, long[] strides) {

    /** Row by row, without gaps. */
    static Layout rowMajor(long... shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return new Layout(shape.clone(), strides);
    }

    long count() {
        return product(shape);
    }

    static long product(long... sizes) {
        long product = 1;
        for (long size : sizes) {
            product *= size;
        }
        return product;
    }

    boolean isContiguous() {
        return count() <= 1 || Arrays.equals(strides, rowMajor(shape).strides);
    }

    /** Sizes of as many numbers, of which one may be given as -1. */
    long[] sizes(long... wanted) {
        long[] sizes = wanted.clone();
        long known = -product(sizes);
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = sizes[i] == -1 ? count() / known : sizes[i];
        }
        return sizes;
    }

    Layout narrow(int dimension, long length) {
        return new Layout(with(dimension, length), strides);
    }

    /** The shape with another size. */
    long[] with(int dimension, long size) {
        long[] sizes = shape.clone();
        sizes[dimension] = size;
        return sizes;
    }

    /** Vectors along the last dimension in a row, a row being one of the first dimension. */
    long vectors() {
        return shape.length == 3 ? shape[1] : 1;
    }

    /** Numbers of a vector. */
    long size() {
        return shape[shape.length - 1];
    }

    /** Numbers from a vector of a row to the next; 0 where a row is one vector. */
    long vectorStride() {
        return shape.length == 3 ? strides[1] : 0;
    }

    /** Numbers of a row. */
    long row() {
        return shape[0] == 0 ? 0 : count() / shape[0];
    }
}
