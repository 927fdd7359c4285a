/** The table of benchmarks: their files, their prompts as in the official programs, their scores. */
package io.github.qwenvl4j.evaluate.benchmark;
