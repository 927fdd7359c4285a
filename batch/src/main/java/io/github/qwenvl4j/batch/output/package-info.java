/** Rows in files, which are appended to and gone on with. */
package io.github.qwenvl4j.batch.output;
