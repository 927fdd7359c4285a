/** From a prompt to tokens: prefill, decode step, sampling, stopping. Knows ids, not text. */
package io.github.qwenvl4j.generate;
