/** Training samples, the files they are read from, and what a run leaves out. */
package io.github.qwenvl4j.train.sample;
