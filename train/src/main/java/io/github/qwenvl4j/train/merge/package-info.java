/** An adapter in int4 weights: rounding that is tuned and judged on samples. */
package io.github.qwenvl4j.train.merge;
