/**
 * Building blocks of the vision tower and the language model: linear layers, norms, attention, and the interface to
 * their weights.
 *
 * <p>Letters in shape comments, everywhere in the project: B pictures, P patches of a picture, Q queries (features) of
 * a picture, R rows (tokens of all sequences of a step, one after the other), T tokens of one sequence, H heads, d
 * channels of a head, D hidden size, V vocabulary.
 *
 * <p>Activations between layers are float32; a {@link io.github.qwenvl4j.nn.Linear} computes in its own precision.
 */
package io.github.qwenvl4j.nn;
