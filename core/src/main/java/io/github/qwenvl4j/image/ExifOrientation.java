package io.github.qwenvl4j.image;

/** What becomes of the orientation that a camera noted beside the pixels. */
public enum ExifOrientation {
    /** The picture is turned upright, as a person sees it. */
    APPLY,
    /** The pixels stay as they are stored, as the reference implementation takes them. */
    IGNORE
}
