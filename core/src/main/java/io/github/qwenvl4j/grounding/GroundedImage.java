package io.github.qwenvl4j.grounding;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/** A picture and a grounded text about it, to be drawn or written to a file. The picture itself is not modified. */
public record GroundedImage(BufferedImage picture, GroundedText text) {

    private static final float JPEG_QUALITY = 0.92f;
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "svg", "html", "htm");

    /** A copy of the picture with the text's regions drawn on it. */
    public BufferedImage draw() {
        return BoxPainter.paint(picture, text.regions());
    }

    /** Writes the file with a JPEG quality of 0.92; see {@link #write(Path, float)}. */
    public void write(Path file) {
        write(file, JPEG_QUALITY);
    }

    /**
     * Writes the format given by the file name's extension: {@code png}, {@code jpg} or {@code jpeg} (transparency on
     * white), {@code svg} (the picture embedded, regions as vectors) or {@code html} (one page, in which hovering
     * highlights a region together with its words). The file is written atomically.
     *
     * @param jpegQuality 0..1, for JPEG files and for the picture inside SVG and HTML unless it has transparency
     * @throws QwenVlException for another extension, a quality out of range, or a file that cannot be written
     */
    public void write(Path file, float jpegQuality) {
        if (!(jpegQuality >= 0 && jpegQuality <= 1)) {
            throw new QwenVlException("JPEG quality must lie in 0..1, not " + jpegQuality);
        }
        AtomicFile.write(file, encode(file, jpegQuality));
    }

    /**
     * Checks that {@link #write} supports the extension of this file name; call it before the work whose result goes
     * there.
     *
     * @throws QwenVlException if it does not
     */
    public static void requireKnown(Path file) {
        if (!ENDINGS.contains(ending(file))) {
            throw new QwenVlException(
                    "cannot write " + file + ": the name must end in .png, .jpg, .jpeg, .svg, .html or .htm");
        }
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName()); // null for a root
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private byte[] encode(Path file, float quality) {
        requireKnown(file);
        return switch (ending(file)) {
            case "png" -> Raster.png(draw());
            case "svg" -> Svg.document(drawing(), dataUri(quality)).getBytes(StandardCharsets.UTF_8);
            case "html", "htm" ->
                Html.document(drawing(), dataUri(quality), text).getBytes(StandardCharsets.UTF_8);
            default -> Raster.jpeg(draw(), quality);
        };
    }

    private Drawing drawing() {
        return Drawing.of(text.regions(), picture.getWidth(), picture.getHeight());
    }

    private String dataUri(float quality) {
        boolean alpha = picture.getColorModel().hasAlpha();
        byte[] bytes = alpha ? Raster.png(picture) : Raster.jpeg(picture, quality);
        return "data:image/" + (alpha ? "png" : "jpeg") + ";base64,"
                + Base64.getEncoder().encodeToString(bytes);
    }
}
