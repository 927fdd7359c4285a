/** The objectives of the stages: the loss on tokens and, for the vision start, on the contents of each patch. */
package io.github.qwenvl4j.train.objective;
