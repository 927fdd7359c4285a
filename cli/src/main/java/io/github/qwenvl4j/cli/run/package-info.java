/** {@code qwenvl run}: answers one question, or a file of questions. */
package io.github.qwenvl4j.cli.run;
