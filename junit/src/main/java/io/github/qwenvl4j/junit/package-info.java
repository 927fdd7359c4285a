/** A model that answers what a test tells it: {@link io.github.qwenvl4j.junit.ScriptedQwenVl}. */
package io.github.qwenvl4j.junit;
