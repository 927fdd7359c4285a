/** {@code qwenvl train}, {@code data} and {@code eval}. */
package io.github.qwenvl4j.cli.training;
