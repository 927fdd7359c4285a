package io.github.qwenvl4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A PNG. Only the chunks with pixel data are passed to the decoder: gamma, colour profiles and compressed texts (which
 * could expand to any size) are skipped.
 *
 * @param transparency what the file says of transparent entries of the palette, or of the one transparent colour
 */
record PngFile(byte[] pixelChunks, long width, long height, Orientation orientation, Optional<ByteBuffer> transparency)
        implements EncodedImage {

    private static final int SIGNATURE = 8;
    private static final int COLOUR_KIND = 25;
    private static final int PALETTE = 3;
    private static final int AROUND_DATA = 12; // length, type, checksum

    static PngFile open(ByteBuffer file) throws UnusableImageException {
        if (!"IHDR".equals(type(file, SIGNATURE))) {
            throw new UnusableImageException("is a PNG without a header");
        }
        long width = Integer.toUnsignedLong(file.getInt(16));
        long height = Integer.toUnsignedLong(file.getInt(20));
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.limit());
        kept.write(file.array(), 0, SIGNATURE);
        Orientation orientation = Orientation.UPRIGHT;
        Optional<ByteBuffer> transparency = Optional.empty();
        String type = "";
        // A file may end without IEND after the pixel data.
        for (int at = SIGNATURE; !type.equals("IEND") && !(type.equals("IDAT") && at == file.limit()); ) {
            int length = file.getInt(at);
            type = type(file, at);
            ByteBuffer data = file.slice(at + 8, length);
            switch (type) {
                case "IHDR", "PLTE", "IDAT", "IEND" -> {
                    checkSum(file, at, length, type);
                    kept.write(file.array(), at, length + AROUND_DATA);
                }
                case "tRNS" -> transparency = Optional.of(data);
                case "eXIf" -> orientation = Orientation.fromExif(data);
                default -> {
                    // Chunks that do not affect the pixels.
                }
            }
            at += length + AROUND_DATA;
        }
        return new PngFile(kept.toByteArray(), width, height, orientation, transparency);
    }

    private static String type(ByteBuffer file, int chunk) {
        byte[] type = new byte[4];
        file.get(chunk + 4, type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }

    private static void checkSum(ByteBuffer file, int chunk, int length, String type) throws UnusableImageException {
        CRC32 crc = new CRC32();
        crc.update(file.slice(chunk + 4, length + 4));
        if ((int) crc.getValue() != file.getInt(chunk + 8 + length)) {
            throw UnusableImageException.damaged("PNG", "the checksum of chunk %s is wrong".formatted(type), null);
        }
    }

    @Override
    public RgbImage decode() throws IOException {
        BufferedImage image = ImageDecoder.read("PNG", pixelChunks);
        RgbImage pixels = RgbImage.of(image);
        return transparency
                .map(chunk -> pixels.withAlpha(Optional.of(alpha(image.getRaster(), chunk))))
                .orElse(pixels);
    }

    /** The kind of colour is in the header: grey or colours, whose samples the chunk names, or a palette. */
    private byte[] alpha(Raster raster, ByteBuffer chunk) {
        int kind = pixelChunks[COLOUR_KIND];
        if (kind == PALETTE) {
            byte[] alphas = new byte[chunk.remaining()];
            chunk.duplicate().get(alphas);
            return Alpha.ofPalette(raster, alphas);
        }
        int[] colour = new int[Math.min(chunk.remaining() / 2, raster.getNumBands())];
        for (int band = 0; band < colour.length; band++) {
            colour[band] = Short.toUnsignedInt(chunk.getShort(chunk.position() + 2 * band));
        }
        return Alpha.ofColour(raster, colour);
    }
}
