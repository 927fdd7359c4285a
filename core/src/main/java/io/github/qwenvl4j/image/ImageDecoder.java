package io.github.qwenvl4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Runs ImageIO readers on bytes in memory: no cache file, no metadata. */
final class ImageDecoder {

    private interface Reading<T> {
        T from(ImageReader reader) throws IOException;
    }

    private ImageDecoder() {}

    /** The samples as stored, without colour conversion; only JPEG supports this. */
    static Raster jpegSamples(byte[] file) throws IOException {
        return run(platforms("jpeg"), "JPEG", file, reader -> reader.readRaster(0, null));
    }

    /** The first frame, decoded by the Java platform's own reader for the format. */
    static BufferedImage read(String format, byte[] file) throws IOException {
        return run(platforms(format), format, file, reader -> reader.read(0));
    }

    /** A WebP file with one frame, decoded by libwebp. */
    static BufferedImage readWebp(byte[] file) throws IOException {
        try {
            return run(LibWebp.newReader(), "WebP", file, reader -> reader.read(0, LibWebp.parameters()));
        } catch (OutOfMemoryError e) {
            if (e.getMessage() == null) { // libwebp gave no pixels; the platform's own error says what is full
                throw UnusableImageException.damaged("WebP", "its pixels cannot be decoded", null);
            }
            throw e;
        }
    }

    /** Other readers on the class path may apply colour profiles, so this selects the platform's own. */
    private static ImageReader platforms(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
                return reader;
            }
            reader.dispose();
        }
        throw new IllegalStateException("this Java platform has no " + format + " reader");
    }

    private static <T> T run(ImageReader reader, String format, byte[] file, Reading<T> reading) throws IOException {
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(input, true, true);
            return reading.from(reader);
        } catch (EOFException e) {
            throw UnusableImageException.endsEarly(format, e);
        } catch (IOException | RuntimeException e) {
            // Readers throw all kinds of exceptions on damaged files, with messages about their internals.
            throw UnusableImageException.damaged(format, "its pixels cannot be decoded", e);
        } finally {
            reader.dispose();
        }
    }
}
