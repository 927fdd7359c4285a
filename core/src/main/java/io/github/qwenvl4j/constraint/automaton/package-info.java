/** Sets of texts as terms over bytes, and the automata that their derivatives are. Pure Java: knows neither ids nor text. */
package io.github.qwenvl4j.constraint.automaton;
