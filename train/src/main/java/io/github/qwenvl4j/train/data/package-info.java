/** The data of a stage: samples with ids and labels, and batches of them. */
package io.github.qwenvl4j.train.data;
