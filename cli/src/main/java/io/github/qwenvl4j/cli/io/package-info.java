/** Standard streams, progress bars and output files. */
package io.github.qwenvl4j.cli.io;
