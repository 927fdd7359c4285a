/** Answers as values of Java types. */
package io.github.qwenvl4j.typed;
