/**
 * Attention over sequences, shared by all model families: which rows see which, and what is remembered of a sequence (keys
 * and values). Knows grouped heads (several query heads that read one key-value head); where rows stand and how they are
 * rotated is the family's.
 */
package io.github.qwenvl4j.attention;
