/**
 * Atomic file writing, plain-language messages for file errors, and folders that environment variables name. Depends on no other
 * package of the library.
 */
package io.github.qwenvl4j.file;
