/**
 * How an opened model is put together, and what its answers go through; for the modules of qwenvl4j. Not exported: programs use
 * {@link io.github.qwenvl4j.QwenVl}.
 */
package io.github.qwenvl4j.internal;
