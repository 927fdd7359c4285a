/** Pixels to features: the vision transformer and the resampler (position-aware vision-language adapter). */
package io.github.qwenvl4j.family.qwenvl.vision;
