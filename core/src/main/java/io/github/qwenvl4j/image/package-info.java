/**
 * From bytes, files and addresses to the pixels the vision tower sees: {@link
 * io.github.qwenvl4j.image.ImageLoader} reads and checks, {@link io.github.qwenvl4j.image.RgbImage} holds, {@link
 * io.github.qwenvl4j.image.Preprocessor} resizes and normalises. Plain Java: no tensor is made here.
 *
 * <p>Every decoder returns the samples as they are stored, without colour management, because the reference does so.
 */
package io.github.qwenvl4j.image;
