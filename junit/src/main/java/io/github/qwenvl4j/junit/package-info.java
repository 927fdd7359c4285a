/** A model that answers what a test tells it: {@link io.github.qwenvl4j.junit.ScriptedQwenVl}. */
@NullMarked
package io.github.qwenvl4j.junit;

import org.jspecify.annotations.NullMarked;
