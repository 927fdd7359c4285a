/** Scores of captions against several references: CIDEr-D, BLEU, ROUGE-L, over tokens of a tokenizer of our own. */
package io.github.qwenvl4j.evaluate.metric.caption;
