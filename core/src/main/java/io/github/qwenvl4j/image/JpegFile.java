package io.github.qwenvl4j.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A JPEG, baseline or progressive. Application segments (profiles, previews, metadata) and comments are evaluated here
 * as needed and not passed to the decoder.
 */
record JpegFile(byte[] coded, long width, long height, JpegColours colours, Orientation orientation)
        implements EncodedImage {

    static JpegFile open(ByteBuffer file) throws UnusableImageException {
        return new JpegParser(file).parse();
    }

    @Override
    public RgbImage decode() throws IOException {
        Raster samples = ImageDecoder.jpegSamples(coded);
        return RgbImage.wrap(samples.getWidth(), samples.getHeight(), colours.rgb(samples));
    }
}
