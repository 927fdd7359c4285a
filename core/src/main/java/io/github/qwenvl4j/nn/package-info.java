/**
 * Building blocks of the vision tower and the language model: linear layers, norms, decoder blocks, and the interface to
 * their weights. Activations between layers are float32; a {@link io.github.qwenvl4j.nn.Linear} computes in its own precision.
 */
package io.github.qwenvl4j.nn;
