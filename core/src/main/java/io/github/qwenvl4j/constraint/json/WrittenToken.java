package io.github.qwenvl4j.constraint.json;

/**
 * A token within the bytes of an answer.
 *
 * @param end exclusive
 * @param logprob natural logarithm of its probability; 0 where there was no choice
 */
record WrittenToken(int start, int end, double logprob) {}
