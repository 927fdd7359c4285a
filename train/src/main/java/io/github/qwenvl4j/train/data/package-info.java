/** What a stage reads, as samples with ids and labels, and the batches made of it. */
package io.github.qwenvl4j.train.data;
