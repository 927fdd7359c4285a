/** Files: written whole or not at all, and refused in plain words. Knows no other package. */
package io.github.qwenvl4j.file;
