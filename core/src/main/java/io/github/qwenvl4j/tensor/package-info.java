/**
 * What networks are written in: {@linkplain io.github.qwenvl4j.tensor.Tensor tensors} of float32 with some twenty operations, and
 * the {@linkplain io.github.qwenvl4j.tensor.Backend backend} that makes them. A backend owns the numbers: in native memory, or
 * in a library through which gradients flow. No network names one.
 *
 * <p>Letters in shape comments, everywhere in the project: B pictures, P patches of a picture, Q queries (features) of
 * a picture, R rows (tokens of all sequences of a step, one after the other), T tokens of one sequence, H heads, G key-value
 * heads, d channels of a head, D hidden size, V vocabulary.
 */
package io.github.qwenvl4j.tensor;
