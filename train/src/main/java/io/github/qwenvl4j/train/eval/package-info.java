/** Scores of a model on questions about synthetic scenes. */
package io.github.qwenvl4j.train.eval;
