/** Weights that learn: float32 master parameters under the checkpoint's names, and where they start from. */
package io.github.qwenvl4j.train.parameters;
