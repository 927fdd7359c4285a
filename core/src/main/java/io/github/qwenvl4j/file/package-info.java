/** Atomic file writing, and plain-language messages for file errors. Depends on no other package of the library. */
package io.github.qwenvl4j.file;
