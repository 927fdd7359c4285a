/**
 * A checkpoint directory in the published layout: {@code config.json} as records, and named tensors that are
 * memory-mapped from safetensors or PyTorch {@code .bin} files, GPTQ int4 included. Weight files are untrusted input: a
 * header that does not match the file, a pickle that calls a function, or a missing shard is refused with a one-line
 * message.
 */
package io.github.qwenvl4j.checkpoint;
