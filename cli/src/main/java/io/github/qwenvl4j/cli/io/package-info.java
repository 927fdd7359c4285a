/** The standard streams, and the files that commands write. */
package io.github.qwenvl4j.cli.io;
