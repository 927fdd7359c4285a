/** The commands that measure how well a model answers: {@code eval}. */
package io.github.qwenvl4j.cli.evaluation;
