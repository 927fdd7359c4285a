/**
 * Linear layers with int8 or int4 weights and bfloat16 scales. Inputs and outputs are bfloat16, on the CPU. This
 * project's kernels or LibTorch's multiply the packed weights directly, so that only the packed bytes are read. Where a
 * kernel is slow for many rows, or there is none, the weights are converted to bfloat16 one part at a time.
 */
package io.github.qwenvl4j.quantize;
