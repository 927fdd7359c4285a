package io.github.qwenvl4j.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** A page of a document. */
record DocumentPage(PageReader reader, byte[] file, int page, ImageSize size) implements EncodedImage {

    private static final List<PageReader> READERS =
            ServiceLoader.load(PageReader.class, PageReader.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    /** The reader of a document; empty for a picture. */
    static Optional<PageReader> reader(byte[] file) {
        return READERS.stream().filter(reader -> reader.reads(file)).findFirst();
    }

    static DocumentPage open(PageReader reader, byte[] file, int page) throws IOException {
        int pages = reader.pages(file);
        if (page > pages) {
            throw new UnusableImageException(
                    "has no page %d, but %d %s".formatted(page, pages, pages == 1 ? "page" : "pages"));
        }
        return new DocumentPage(reader, file, page, reader.size(file, page));
    }

    @Override
    public long width() {
        return size.width();
    }

    @Override
    public long height() {
        return size.height();
    }

    @Override
    public Orientation orientation() {
        return Orientation.UPRIGHT;
    }

    @Override
    public RgbImage decode() throws IOException {
        return RgbImage.of(reader.read(file, page));
    }
}
