/** JSON answers while they are written: what each of their values was worth, and how a cut one is closed. */
package io.github.qwenvl4j.constraint.json;
