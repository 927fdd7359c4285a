/**
 * From bytes, files and addresses to the pixels that the vision tower gets: {@link
 * io.github.qwenvl4j.image.ImageLoader} reads and checks, {@link io.github.qwenvl4j.image.RgbImage} holds, {@link
 * io.github.qwenvl4j.image.Preprocessor} resizes and normalises. Plain Java, without tensors.
 *
 * <p>Every decoder returns the samples as stored, without colour management, like the reference implementation.
 */
@NullMarked
package io.github.qwenvl4j.image;

import org.jspecify.annotations.NullMarked;
