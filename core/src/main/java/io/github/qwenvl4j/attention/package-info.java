/**
 * Attention over sequences, shared by all model families: causal masking and the key-value cache. Supports
 * grouped-query attention (several query heads share one key-value head). The model family decides positions and
 * rotation.
 */
package io.github.qwenvl4j.attention;
