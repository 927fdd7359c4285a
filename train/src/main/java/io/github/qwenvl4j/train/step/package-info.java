/** One training step: forward pass of a batch to its loss, and backward pass. */
package io.github.qwenvl4j.train.step;
