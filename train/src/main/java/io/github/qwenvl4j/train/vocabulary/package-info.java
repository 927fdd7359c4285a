/** Makes the rank file of a small model from the texts that it is to know. */
package io.github.qwenvl4j.train.vocabulary;
