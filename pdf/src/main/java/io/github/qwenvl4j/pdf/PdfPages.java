package io.github.qwenvl4j.pdf;

import io.github.qwenvl4j.image.ImageSize;
import io.github.qwenvl4j.image.PageReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/** Draws pages of PDF files at 150 dots per inch, very large ones coarser. */
public final class PdfPages implements PageReader {

    private static final String START = "%PDF-";
    private static final int SEARCHED = 100; // some files have a byte order mark or blanks before the start
    private static final double POINTS_PER_INCH = 72;
    private static final double DOTS_PER_INCH = 150;
    private static final double MOST_PIXELS = 8e6; // A3

    @Override
    public boolean reads(byte[] file) {
        int searched = Math.min(SEARCHED, file.length);
        String start = new String(file, 0, searched, StandardCharsets.ISO_8859_1);
        return start.replaceFirst("^(?:\u00ef\u00bb\u00bf)?\\s*", "").startsWith(START);
    }

    @Override
    public int pages(byte[] file) throws IOException {
        return open(file, PDDocument::getNumberOfPages);
    }

    @Override
    public ImageSize size(byte[] file, int page) throws IOException {
        return open(file, document -> {
            PDPage read = document.getPage(page - 1);
            PDRectangle box = read.getCropBox();
            double scale = scale(box);
            int width = pixels(box.getWidth() * scale);
            int height = pixels(box.getHeight() * scale);
            return read.getRotation() % 180 == 0 ? new ImageSize(width, height) : new ImageSize(height, width);
        });
    }

    @Override
    public BufferedImage read(byte[] file, int page) throws IOException {
        return open(file, document -> {
            double scale = scale(document.getPage(page - 1).getCropBox());
            return new PDFRenderer(document).renderImage(page - 1, (float) scale, ImageType.RGB);
        });
    }

    private static double scale(PDRectangle box) {
        double points = (double) box.getWidth() * box.getHeight();
        return Math.min(DOTS_PER_INCH / POINTS_PER_INCH, Math.sqrt(MOST_PIXELS / Math.max(1, points)));
    }

    /** As PDFBox rounds. */
    private static int pixels(double length) {
        return (int) Math.max(Math.floor((float) length), 1);
    }

    private interface Reading<T> {
        T of(PDDocument document) throws IOException;
    }

    private static <T> T open(byte[] file, Reading<T> reading) throws IOException {
        try (PDDocument document = Loader.loadPDF(file)) {
            return reading.of(document);
        } catch (InvalidPasswordException e) {
            throw new IOException("is a PDF with a password", e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // What PDFBox answers to damaged files is of any kind and speaks of its own classes.
            throw new IOException("is a damaged PDF file", e);
        }
    }
}
