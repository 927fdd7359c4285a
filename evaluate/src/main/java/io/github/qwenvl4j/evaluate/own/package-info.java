/** Evaluation on one's own questions: what is expected, how answers are scored, and two runs compared. */
package io.github.qwenvl4j.evaluate.own;
