/** One training step: a batch through the model to its loss, and the gradients back. */
package io.github.qwenvl4j.train.step;
