/** {@code qwenvl run}: one question, or a file of them. */
package io.github.qwenvl4j.cli.run;
