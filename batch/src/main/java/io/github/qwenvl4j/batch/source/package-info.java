/** Where the pictures of a run come from: a folder, a list, lines of JSON, a table. */
package io.github.qwenvl4j.batch.source;
