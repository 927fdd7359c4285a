package io.github.qwenvl4j.image;

/** Whether to apply the EXIF orientation of a picture. */
public enum ExifOrientation {
    /** Rotates the picture upright. */
    APPLY,
    /** Keeps the pixels as stored, like the reference implementation. */
    IGNORE
}
