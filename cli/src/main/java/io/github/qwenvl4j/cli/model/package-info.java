/** Commands about checkpoints: {@code pull}, {@code inspect}, {@code tokenize}, {@code quantize}. */
package io.github.qwenvl4j.cli.model;
