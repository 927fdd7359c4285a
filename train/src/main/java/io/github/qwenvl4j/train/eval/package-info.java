/** How well a model answers questions about scenes whose truth is known. */
package io.github.qwenvl4j.train.eval;
