package io.github.qwenvl4j.image;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The file formats that can be read. The first bytes decide, never the file's name or a declared type. */
enum ImageFormat {
    JPEG("JPEG", JpegFile::open),
    PNG("PNG", PngFile::open),
    WEBP("WebP", WebpFile::open),
    GIF("GIF", GifFile::open),
    BMP("BMP", BmpFile::open);

    /** Reads a header; may run over the end of the buffer. */
    private interface Opener {
        EncodedImage open(ByteBuffer file) throws IOException;
    }

    private final String title;
    private final Opener opener;

    ImageFormat(String title, Opener opener) {
        this.title = title;
        this.opener = opener;
    }

    /** Recognises the format and reads the header. @param page of a document, from 1 */
    static EncodedImage open(byte[] file, int page) throws IOException {
        Optional<ImageFormat> format = of(file);
        Optional<PageReader> document = format.isPresent() ? Optional.empty() : DocumentPage.reader(file);
        if (document.isPresent()) {
            return DocumentPage.open(document.get(), file, page);
        }
        if (page > 1 && remedy(file).isEmpty()) {
            throw new UnusableImageException("has no page " + page + ": it is no document");
        }
        if (format.isEmpty()) {
            throw new UnusableImageException(
                    file.length == 0
                            ? "is empty"
                            : "is " + ForeignFormat.of(file) + ", not a JPEG, PNG, WebP, GIF or BMP" + remedy(file));
        }
        return format.get().open(file);
    }

    /** Whoever has the module never sees it: its reader comes before. */
    private static String remedy(byte[] file) {
        return ForeignFormat.of(file).equals(ForeignFormat.PDF) ? "; the artifact qwenvl4j-pdf reads it" : "";
    }

    private EncodedImage open(byte[] file) throws IOException {
        try {
            return opener.open(ByteBuffer.wrap(file));
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // What a buffer answers when it is read, sliced or positioned beyond its end.
            throw UnusableImageException.endsEarly(title, e);
        }
    }

    private static Optional<ImageFormat> of(byte[] file) {
        String start = new String(file, 0, Math.min(file.length, 16), StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return Optional.of(WEBP);
        }
        if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
            return Optional.of(GIF);
        }
        return start.startsWith("BM") ? Optional.of(BMP) : Optional.empty();
    }
}
