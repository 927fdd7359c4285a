/**
 * A checkpoint directory in the published layout: {@code config.json} as records, and named tensors that are
 * memory-mapped from safetensors or PyTorch {@code .bin} files, GPTQ int4 included. Weight files are untrusted input: a
 * lying header, a pickle that calls anything, a missing shard are refused with one line.
 */
package io.github.qwenvl4j.checkpoint;
