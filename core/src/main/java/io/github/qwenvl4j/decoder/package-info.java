/**
 * Decoder blocks, shared by the families: described by data, computed by small operations on tensors or, for a few rows, by one
 * call of native code.
 */
package io.github.qwenvl4j.decoder;
