/** How benchmarks count: what is right, read from the official files, and the scores of a whole file of answers. */
package io.github.qwenvl4j.evaluate.scoring;
