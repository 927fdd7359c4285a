/** The stages of training: their presets, and how model, data, objective and optimizer are put together. */
package io.github.qwenvl4j.train.stage;
