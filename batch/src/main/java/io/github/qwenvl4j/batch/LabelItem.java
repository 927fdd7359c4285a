package io.github.qwenvl4j.batch;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.PageAddress;
import io.github.qwenvl4j.image.Picture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A picture to be labelled. Equal pictures with different names have rows of their own.
 *
 * @param source its name in the rows
 * @param content where it is
 */
public record LabelItem(String source, Content content) {

    private static final String PAGE = "#page=";
    private static final Pattern DOCUMENT = Pattern.compile(
            "data:application/pdf[;,].*|.*\\.pdf(\\?[^/]*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Where a picture is. */
    public sealed interface Content permits At, Bytes {}

    /** At a path or an address, as {@link Picture#at} takes it: {@code invoice.pdf#page=2}. */
    public record At(String address) implements Content {}

    /** Bytes of a file. @param page of a document, from 1 */
    public record Bytes(byte[] file, int page) implements Content {}

    /** A picture at a path or an address. */
    public static LabelItem at(String source, String address) {
        return new LabelItem(source, new At(address));
    }

    /** The bytes of a picture file, or of the first page of a document. */
    public static LabelItem of(String source, byte[] file) {
        return new LabelItem(source, new Bytes(file, 1));
    }

    /** The file, read where it is not here yet. */
    Bytes read(ImageLoader loader) {
        return content instanceof At at
                ? new Bytes(
                        loader.bytes(at.address()), PageAddress.of(at.address()).page())
                : (Bytes) content;
    }

    /**
     * Each page of a document as a picture of its own, {@code invoice.pdf#page=2}; a picture as it is. Reads the file of an address that
     * ends in {@code .pdf}.
     */
    public Stream<LabelItem> pages(ImageLoader images) {
        if (content instanceof At at ? !DOCUMENT.matcher(at.address()).matches() : ((Bytes) content).page() > 1) {
            return Stream.of(this);
        }
        try {
            byte[] file = read(images).file();
            return images.isDocument(file)
                    ? IntStream.rangeClosed(1, images.pages(file, source)).mapToObj(this::page)
                    : Stream.of(this);
        } catch (QwenVlException e) {
            return Stream.of(this); // its row tells why it has no pages
        }
    }

    private LabelItem page(int page) {
        String mark = PAGE + page;
        return new LabelItem(
                source + mark,
                content instanceof At at ? new At(at.address() + mark) : new Bytes(((Bytes) content).file(), page));
    }

    /** Whether the content is at an address that does not name a page. */
    boolean isWholeFile() {
        return content instanceof At at && !at.address().contains(PAGE);
    }

    /** The same picture with its file in memory. */
    public LabelItem loaded(ImageLoader loader) {
        return new LabelItem(source, read(loader));
    }
}
