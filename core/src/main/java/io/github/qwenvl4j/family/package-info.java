/**
 * The model families. One table finds the family of a checkpoint ({@link io.github.qwenvl4j.family.Families}); nothing else
 * knows which there are.
 */
package io.github.qwenvl4j.family;
