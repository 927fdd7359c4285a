/**
 * The weights of a checkpoint in the precision in which they are computed: as they lie in the file, converted, or packed into
 * whole numbers. Owns what is converted.
 */
package io.github.qwenvl4j.weights;
