/** Samples as ids and labels, and the batches they make. */
package io.github.qwenvl4j.train.data;
