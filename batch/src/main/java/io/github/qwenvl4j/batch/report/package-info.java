/** A page with some rows to look at. */
package io.github.qwenvl4j.batch.report;
