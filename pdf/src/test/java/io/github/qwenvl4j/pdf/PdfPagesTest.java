package io.github.qwenvl4j.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.ImageSize;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.testing.Damage;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of PDF files, read as a program reads pictures. */
class PdfPagesTest {

    private static final ImageLoader LOADER = ImageLoader.standard();

    @TempDir
    private Path folder;

    /** A page of 144 x 72 points with a red lower half, and the same turned by 90 degrees with a blue one. */
    private static byte[] made(boolean password) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            add(document, Color.RED, 0);
            add(document, Color.BLUE, 90);
            if (password) {
                document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
            }
            document.save(file);
        }
        return file.toByteArray();
    }

    private static void add(PDDocument document, Color colour, int rotation) throws IOException {
        PDPage page = new PDPage(new PDRectangle(144, 72));
        page.setRotation(rotation);
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.setNonStrokingColor(colour);
            content.addRect(0, 0, 144, 36);
            content.fill();
        }
    }

    private static int pixel(RgbImage image, int x, int y) {
        return image.toBufferedImage().getRGB(x, y) & 0xffffff;
    }

    @Test
    void aPageIsAPictureOf150DotsPerInchTurnedUpright() throws IOException {
        Path file = folder.resolve("two.pdf");
        Files.write(file, made(false));
        RgbImage first = Picture.of(file).read(LOADER);
        assertThat(new ImageSize(first.width(), first.height())).isEqualTo(new ImageSize(300, 150));
        assertThat(pixel(first, 150, 20)).isEqualTo(0xffffff);
        assertThat(pixel(first, 150, 130)).isEqualTo(0xff0000);
        RgbImage second = Picture.at(file + "#page=2").read(LOADER);
        assertThat(new ImageSize(second.width(), second.height())).isEqualTo(new ImageSize(150, 300));
        assertThat(pixel(second, 20, 150)).isEqualTo(0x0000ff);
        assertThat(Picture.at(file + "#page=2").size(LOADER)).isEqualTo(new ImageSize(150, 300));
        assertThat(LOADER.pages(Files.readAllBytes(file), "two.pdf")).isEqualTo(2);
    }

    @Test
    void bytesAndDataUrlsHavePagesToo() throws IOException {
        Picture bytes = Picture.of(made(false), 2);
        assertThat(bytes.read(LOADER).width()).isEqualTo(150);
        assertThat(bytes).isNotEqualTo(Picture.of(made(false)));
        assertThat(Picture.at(bytes.toAddress()).read(LOADER).width()).isEqualTo(150);
        String url = "data:application/pdf;base64," + Base64.getEncoder().encodeToString(made(false));
        assertThat(Picture.at(url).read(LOADER).width()).isEqualTo(300);
    }

    @Test
    void whatHasNoSuchPageOrCannotBeReadSaysSo() throws IOException {
        assertRefused(made(false), 3, "image a.pdf has no page 3, but 2 pages");
        assertRefused(made(true), 1, "image a.pdf is a PDF with a password");
        assertRefused("%PDF-1.7 nothing".getBytes(StandardCharsets.US_ASCII), 1, "image a.pdf is a damaged PDF file");
        byte[] png = Files.readAllBytes(Path.of(System.getProperty("qwenvl.root"), "examples", "sign.png"));
        assertRefused(png, 2, "image a.pdf has no page 2: it is no document");
    }

    private static void assertRefused(byte[] file, int page, String message) {
        assertThatThrownBy(() -> LOADER.decode(file, page, "a.pdf"))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(message);
    }

    @Test
    void damagedFilesGiveAPictureOrOneLine() throws IOException {
        byte[] whole = made(false);
        Random random = new Random(1);
        for (int round = 0; round < Damage.rounds(40); round++) {
            byte[] damaged = Damage.of(whole, random);
            try {
                LOADER.decode(damaged, 1, "a.pdf");
            } catch (QwenVlException e) {
                Damage.requirePlain(e.getMessage());
            }
        }
    }
}
