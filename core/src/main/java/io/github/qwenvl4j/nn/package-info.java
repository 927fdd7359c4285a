/**
 * What both towers are built from: linear layers, norms, and where they get their weights.
 *
 * <p>Letters of shape comments everywhere: B pictures, P patches of a picture, Q queries (features) of a picture, R rows
 * (tokens of all sequences of a step, one after the other), T tokens of one sequence, H heads, d channels of a head, D
 * hidden size, V vocabulary.
 *
 * <p>Activations between layers are float32; a {@link io.github.qwenvl4j.nn.Linear} computes in its own precision.
 */
package io.github.qwenvl4j.nn;
