/**
 * Linear layers whose weights are whole numbers of 8 or 4 bits with bfloat16 scales. They take and give bfloat16, on the CPU.
 * Weights are multiplied as they lie, by our own kernels or LibTorch's, which read no more memory than the weights have;
 * where a kernel is slow with many rows, or there is none, a part of the weights at a time is widened to bfloat16.
 */
package io.github.qwenvl4j.quantize;
