/**
 * Qwen3-VL, dense (2B, 4B, 8B Instruct): everything that is this family's own. Letters of shapes: R rows of a step, P
 * patches, N rows of pictures (P / 4), V width of the vision tower, D width of the language model, H query heads, G
 * key-value heads, d features of a head.
 */
package io.github.qwenvl4j.family.qwen3vl;
