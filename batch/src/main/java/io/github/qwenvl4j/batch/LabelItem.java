package io.github.qwenvl4j.batch;

import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.PageAddress;
import io.github.qwenvl4j.image.Picture;

/**
 * A picture to be labelled. Equal pictures with different names have rows of their own.
 *
 * @param source its name in the rows
 * @param content where it is
 */
public record LabelItem(String source, Content content) {

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

    /** The same picture with its file in memory. */
    public LabelItem loaded(ImageLoader loader) {
        return new LabelItem(source, read(loader));
    }
}
