/**
 * Linear layers whose weights are whole numbers of 8 or 4 bits with bfloat16 scales. They compute in bfloat16, on the
 * CPU: few rows by LibTorch's packed kernels, which read no more memory than the weights have; many rows by widening a
 * part of the weights at a time, so that the matrix product runs as fast as over bfloat16 weights.
 */
package io.github.qwenvl4j.quantize;
