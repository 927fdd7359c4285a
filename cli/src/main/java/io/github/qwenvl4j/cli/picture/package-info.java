/** Showing pictures on terminals, and finding pictures in typed text. */
package io.github.qwenvl4j.cli.picture;
