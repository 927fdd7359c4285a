/** Options and help that several commands share. */
package io.github.qwenvl4j.cli.options;
