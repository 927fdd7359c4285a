/** Training samples, their files, and data that a run skips. */
package io.github.qwenvl4j.train.sample;
