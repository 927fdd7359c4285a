/** Trainable weights: float32 master parameters with the checkpoint's names, and their initial values. */
package io.github.qwenvl4j.train.parameters;
