/** Pictures on terminals that can show them, and the names of pictures that people type. */
package io.github.qwenvl4j.cli.picture;
