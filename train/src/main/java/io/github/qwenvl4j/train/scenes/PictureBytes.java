package io.github.qwenvl4j.train.scenes;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures encoded as PNG or JPEG. */
public final class PictureBytes {

    static {
        ImageIO.setUseCache(false);
    }

    private PictureBytes() {}

    public static byte[] png(BufferedImage image) {
        return encode(image, "png", 1);
    }

    /** @param quality in (0, 1] */
    public static byte[] jpeg(BufferedImage image, double quality) {
        return encode(image, "jpeg", quality);
    }

    /** The picture after JPEG compression with that quality. */
    static BufferedImage throughJpeg(BufferedImage image, double quality) {
        try {
            BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(jpeg(image, quality)));
            BufferedImage rgb = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = rgb.createGraphics();
            graphics.drawImage(decoded, 0, 0, null);
            graphics.dispose();
            return rgb;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encode(BufferedImage image, String format, double quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality((float) quality);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
