/** AdamW, its learning rates over time and depth. */
package io.github.qwenvl4j.train.optimizer;
