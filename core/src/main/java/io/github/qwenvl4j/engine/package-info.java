/**
 * Continuous batching: many answers over one model, a step at a time. Knows ids, prompts and text pieces; neither HTTP nor
 * JSON.
 */
package io.github.qwenvl4j.engine;
