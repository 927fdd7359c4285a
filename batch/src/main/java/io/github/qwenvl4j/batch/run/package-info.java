/** A run over many pictures, in a process that may die, and the one that watches it. */
package io.github.qwenvl4j.batch.run;
