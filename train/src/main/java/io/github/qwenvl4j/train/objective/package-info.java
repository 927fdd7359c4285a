/** What a stage minimises: the loss on tokens, or, for the vision start, on what lies under each patch. */
package io.github.qwenvl4j.train.objective;
