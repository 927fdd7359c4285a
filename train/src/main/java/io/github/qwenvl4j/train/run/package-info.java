/** A training run: its loop, its folder, its exact resume. */
package io.github.qwenvl4j.train.run;
