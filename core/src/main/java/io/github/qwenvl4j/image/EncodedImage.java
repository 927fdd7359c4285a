package io.github.qwenvl4j.image;

import java.io.IOException;

/**
 * A picture file whose header has been read but whose pixels have not been decoded, so that its size can be checked
 * first.
 */
sealed interface EncodedImage permits JpegFile, PngFile, WebpFile, GifFile, BmpFile, DocumentPage {

    long width();

    long height();

    Orientation orientation();

    /** The decoded pixels of the first frame, without applying the EXIF orientation. */
    RgbImage decode() throws IOException;
}
