/** Asks a model the questions of a benchmark, several at a time, and keeps the answers so that a run can go on where it ended. */
package io.github.qwenvl4j.evaluate.run;
