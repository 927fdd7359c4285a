/** Pictures on terminals that can show them. */
package io.github.qwenvl4j.cli.picture;
