package io.github.qwenvl4j.image;

import io.github.qwenvl4j.QwenVlException;

/**
 * Antialiased bicubic resizing (a = -0.5) of 8-bit pictures, bit-identical to the reference named by each constant: a
 * horizontal pass, then a vertical pass, each rounded to 8 bits; a pass is skipped if the length does not change.
 * Thread-safe.
 */
public enum Bicubic {
    /** {@code ImagingResample} in https://github.com/python-pillow/Pillow/blob/11.0.0/src/libImaging/Resample.c. */
    PILLOW {
        @Override
        BicubicFilter filter(int inputs, int outputs) {
            return BicubicFilter.pillow(inputs, outputs);
        }
    },
    /** LibTorch's {@code _upsample_bicubic2d_aa} on bytes, whose weights have 16 bits. */
    LIBTORCH {
        @Override
        BicubicFilter filter(int inputs, int outputs) {
            return BicubicFilter.libTorch(inputs, outputs);
        }
    };

    abstract BicubicFilter filter(int inputs, int outputs);

    /**
     * The picture in another size; the aspect ratio need not be kept.
     *
     * @return width * height * 3 bytes: row by row, red, green, blue
     * @throws QwenVlException when a size is not positive
     */
    public byte[] resize(RgbImage image, int width, int height) {
        if (width < 1 || height < 1) {
            throw new QwenVlException("image size " + width + " x " + height + " is not positive");
        }
        byte[] pixels = image.pixels();
        if (image.width() != width) {
            pixels = filter(image.width(), width).horizontal(pixels, image.width(), image.height());
        }
        if (image.height() != height) {
            return filter(image.height(), height).vertical(pixels, 3 * width);
        }
        return pixels == image.pixels() ? pixels.clone() : pixels;
    }
}
