/** Creates the rank file of a small model from the text of its tasks. */
package io.github.qwenvl4j.train.vocabulary;
