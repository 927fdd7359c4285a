package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.Pages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The pages of a document as picture files. */
record DrawnPages(Preparation preparation, int most) {

    private static final int LARGE_FILE = 3_000_000;

    private record Document(byte[] file, int pages) {}

    /** A page at a time, so that a document whose pages take long to draw ends with its caller. */
    Pages.PagesReply of(Pages.PagesRequest request, Caller caller) {
        int first = atLeastOne("first", request.first().orElse(1));
        int count = atLeastOne("count", request.count().orElse(most));
        if (count > most) {
            throw ApiException.invalid("count", "must be at most " + most);
        }
        String address = request.document();
        Document document = preparation.document(caller, loader -> read(loader, address));
        if (first > document.pages) {
            throw ApiException.invalid("first", "must be at most " + document.pages + ", the number of pages");
        }
        List<Pages.PageView> drawn = new ArrayList<>();
        for (int page = first; page < first + count && page <= document.pages; page++) {
            int number = page;
            drawn.add(preparation.document(
                    caller, loader -> view(number, loader.decode(document.file, number, address))));
        }
        return new Pages.PagesReply("list", document.pages, drawn);
    }

    private static int atLeastOne(String field, int value) {
        if (value < 1) {
            throw ApiException.invalid(field, "must be at least 1");
        }
        return value;
    }

    private static Document read(ImageLoader loader, String address) {
        byte[] file = loader.bytes(address);
        return new Document(file, loader.pages(file, address));
    }

    /** A drawn page is small as PNG; a scanned one may be large, and JPEG does it no harm. */
    private static Pages.PageView view(int page, RgbImage pixels) {
        BufferedImage picture = pixels.toBufferedImage();
        byte[] png = encoded(picture, "png");
        String url = png.length <= LARGE_FILE ? url("png", png) : url("jpeg", encoded(picture, "jpeg"));
        return new Pages.PageView(page, picture.getWidth(), picture.getHeight(), url);
    }

    private static String url(String type, byte[] file) {
        return "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(file);
    }

    private static byte[] encoded(BufferedImage picture, String format) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            ImageIO.write(picture, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written", e);
        }
        return file.toByteArray();
    }
}
