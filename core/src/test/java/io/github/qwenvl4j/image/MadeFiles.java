package io.github.qwenvl4j.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Encoded pictures for tests. The WebP ones show three stripes of 8 x 16: red, green, blue. */
final class MadeFiles {

    static final byte[] WEBP_LOSSY = Base64.getDecoder()
            .decode("UklGRkwAAABXRUJQVlA4IEAAAACQAgCdASoYABAAAoBCJaACdMoRwN5B+JP4ZgQx4AD+5Gf/rZfvRuutdf/3MtID+wB/oHwm"
                    + "lHfwkPs4VuheMAAA");
    static final byte[] WEBP_LOSSY_ALPHA = Base64.getDecoder()
            .decode("UklGRqQAAABXRUJQVlA4WAoAAAAQAAAAFwAADwAAQUxQSD0AAAABf0CkbUPHtvv3ew0RkbiuQBXZNlRQQQUVVFBBBRVUUEEF"
                    + "FVRQQQV/myGi/xkYmZhZWNnYOTi5uHl4+fgJAFZQOCBAAAAAkAIAnQEqGAAQAAKAQiWgAnTKEcDeQfiT+GYEMeAA/uRn/62X"
                    + "70brrXX/9zLSA/sAf6B8JpR38JD7OFboXjAAAA==");
    static final byte[] WEBP_ANIMATED = Base64.getDecoder()
            .decode("UklGRsIAAABXRUJQVlA4WAoAAAASAAAAFwAADwAAQU5JTQYAAAAAAAAAAABBTk1GSAAAAAAAAAAAABcAAA8AAGQAAAJWUDhM"
                    + "LwAAAC8XwAMAFyAQSFTDHWYgIUHSyf5f5hiBQKITx8wDzn+U7AOBAGHSpFYBEf2PAh0LAEFOTUZGAAAAAAAAAAAAFwAADwAA"
                    + "ZAAAAFZQOEwuAAAALxfAAxAXIBBIwtmfayCBQBLJ/lDDCASS2PZHGGb+A+ofCAQIkya1CojofyjUOA==");

    private MadeFiles() {}

    /** 40 x 30, the left half orange, the right half blue. */
    static BufferedImage picture(int type) {
        BufferedImage image = new BufferedImage(40, 30, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(240, 160, 32));
        graphics.fillRect(0, 0, 20, 30);
        graphics.setColor(new Color(16, 48, 208));
        graphics.fillRect(20, 0, 20, 30);
        graphics.dispose();
        return image;
    }

    static byte[] encoded(String format) {
        return encoded(picture(BufferedImage.TYPE_INT_RGB), format);
    }

    static byte[] encoded(BufferedImage image, String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalStateException("no writer for " + format);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PNG of any header over any rows (filter byte included); {@code more} goes before the pixels. */
    static byte[] png(int width, int height, int depth, int colourType, byte[] rows, byte[]... more) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .put((byte) colourType)
                .array();
        byte[] file = concat(bytes("\u0089PNG\r\n\u001a\n"), chunk("IHDR", header), concat(more));
        return concat(file, chunk("IDAT", deflated(rows)), chunk("IEND", new byte[0]));
    }

    static byte[] chunk(String type, byte[] data) {
        byte[] typed = concat(bytes(type), data);
        CRC32 crc = new CRC32();
        crc.update(typed);
        return ByteBuffer.allocate(typed.length + 8)
                .putInt(data.length)
                .put(typed)
                .putInt((int) crc.getValue())
                .array();
    }

    /** An EXIF block that holds an orientation and nothing else. */
    static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .put(bytes("MM\0*"))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater();
        deflater.setInput(data);
        deflater.finish();
        byte[] out = new byte[data.length + 100];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    /** One byte for each character. */
    static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] cut(byte[] file, int length) {
        return Arrays.copyOf(file, length);
    }

    /** A copy with bytes at {@code at} replaced. */
    static byte[] patched(byte[] file, int at, int... values) {
        byte[] copy = file.clone();
        for (int i = 0; i < values.length; i++) {
            copy[at + i] = (byte) values[i];
        }
        return copy;
    }

    static int indexOf(byte[] file, String latin1) {
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(latin1);
        if (at < 0) {
            throw new IllegalArgumentException("no " + latin1);
        }
        return at;
    }
}
