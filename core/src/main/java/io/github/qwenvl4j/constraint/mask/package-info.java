/** Automata over bytes seen through a vocabulary: which tokens may come next. */
package io.github.qwenvl4j.constraint.mask;
