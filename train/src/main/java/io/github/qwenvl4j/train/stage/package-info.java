/** The stages of training: their presets, the data they read, and how they are put together. */
package io.github.qwenvl4j.train.stage;
