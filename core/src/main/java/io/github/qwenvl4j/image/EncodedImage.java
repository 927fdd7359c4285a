package io.github.qwenvl4j.image;

import java.io.IOException;

/** A picture file whose header was read; its pixels are still encoded, so that its size can be checked first. */
sealed interface EncodedImage permits JpegFile, PngFile, WebpFile, GifFile, BmpFile {

    long width();

    long height();

    Orientation orientation();

    /** The pixels as they are stored, the orientation not applied; the first frame of an animation. */
    RgbImage decode() throws IOException;
}
