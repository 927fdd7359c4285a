/** The report of a run over one's own questions: one HTML file that needs nothing else. */
package io.github.qwenvl4j.evaluate.report;
