/** What a training run reads: samples, and where their pictures come from. */
package io.github.qwenvl4j.train.data;
