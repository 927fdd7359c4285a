/** {@code qwenvl bench}: measures the machine and a model on it. */
package io.github.qwenvl4j.cli.bench;
