package io.github.qwenvl4j.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Runs ImageIO readers on bytes in memory: no cache file, no metadata. */
final class JdkDecoder {

    private interface Reading<T> {
        T from(ImageReader reader) throws IOException;
    }

    private JdkDecoder() {}

    /** The samples as they are stored, no colour conversion; only JPEG supports this. */
    static Raster jpegSamples(byte[] file) throws IOException {
        return run(own("jpeg"), "JPEG", inMemory(file), reader -> reader.readRaster(0, null));
    }

    /** The first frame, by the Java platform's own reader of that format. */
    static BufferedImage read(String format, byte[] file) throws IOException {
        return run(own(format), format, inMemory(file), reader -> reader.read(0));
    }

    /** By TwelveMonkeys' reader, which takes zeros for missing data without end unless the input is strict. */
    static BufferedImage readWebp(byte[] file) throws IOException {
        ImageReader webp = new WebPImageReaderSpi().createReaderInstance(null);
        return run(webp, "WebP", new StrictInput(file), reader -> reader.read(0));
    }

    private static ImageInputStream inMemory(byte[] file) {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(file));
    }

    /** Other readers of the class path may apply colour profiles, so the platform's own is asked for. */
    private static ImageReader own(String format) {
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

    private static <T> T run(ImageReader reader, String format, ImageInputStream file, Reading<T> reading)
            throws IOException {
        try (ImageInputStream input = file) {
            reader.setInput(input, true, true);
            return reading.from(reader);
        } catch (IOException | RuntimeException e) {
            // Readers answer damaged files with any runtime exception, array indexes included.
            throw new UnusableImageException("is a damaged %s file (%s)".formatted(format, detail(e)), e);
        } finally {
            reader.dispose();
        }
    }

    private static String detail(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElseThrow();
    }
}
