/** Training stages: presets, and the assembly of model, data, objective and optimiser. */
package io.github.qwenvl4j.train.stage;
