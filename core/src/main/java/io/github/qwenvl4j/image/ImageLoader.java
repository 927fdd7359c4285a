package io.github.qwenvl4j.image;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads pictures: JPEG (CMYK too), PNG, WebP, GIF (first frame) and BMP, recognised by their first bytes, and the pages of documents
 * that a {@link PageReader} knows. Sizes are
 * checked on the header, before decoding. Alpha is kept beside the colours, not blended. An {@link OutOfMemoryError} is not the
 * picture's fault and is rethrown. Immutable and thread-safe.
 */
public final class ImageLoader {

    private static final int SHOWN_NAME = 80;

    private final ImageLimits limits;
    private final ExifOrientation exif;
    private final List<ImageSource> sources;

    /** @param sources that {@link #load} may read from; the first that serves an address reads it */
    public ImageLoader(ImageLimits limits, ExifOrientation exif, List<ImageSource> sources) {
        this.limits = limits;
        this.exif = exif;
        this.sources = List.copyOf(sources);
    }

    /**
     * For command-line use: reads any file, data URL or web address, with default limits, and turns pictures upright.
     */
    public static ImageLoader standard() {
        return new ImageLoader(
                ImageLimits.DEFAULT,
                ExifOrientation.APPLY,
                List.of(LocalFiles.anywhere(), new DataUrls(), new RemoteImages(RemotePolicy.OPEN)));
    }

    /**
     * @param address a path, a {@code file:}, {@code data:}, {@code http:} or {@code https:} URL, or what an own source serves
     * @throws QwenVlException with one line that names the address and the reason
     */
    public RgbImage load(String address) {
        return open(address, this::decodeChecked);
    }

    /** The file at an address, as it is. */
    public byte[] bytes(String address) {
        return open(address, (file, page) -> file);
    }

    /** The size of a picture at an address, as {@link #load} would give it; its pixels are not decoded. */
    public ImageSize size(String address) {
        return open(address, this::sizeChecked);
    }

    private interface Opening<T> {
        T of(byte[] file, int page) throws IOException;
    }

    private <T> T open(String written, Opening<T> opening) {
        PageAddress paged = PageAddress.of(written);
        String address = paged.address();
        try {
            for (ImageSource source : sources) {
                if (source.serves(address)) {
                    return opening.of(source.read(address, limits), paged.page());
                }
            }
            throw notServed(address);
        } catch (IOException e) {
            throw refusal(written, e);
        }
    }

    private static IOException notServed(String address) {
        return AddressForm.of(address)
                .map(form -> UnusableImageException.notPermitted(form.switchedOff()))
                .orElseGet(() ->
                        new UnusableImageException("has the unknown scheme %s: use a path, a data URL or an http(s) URL"
                                .formatted(AddressForm.scheme(address).orElseThrow())));
    }

    /**
     * @param file an encoded picture
     * @param name its name in error messages
     * @throws QwenVlException with one line that has the name and the reason
     */
    public RgbImage decode(byte[] file, String name) {
        return decode(file, 1, name);
    }

    /** The same of a page of a document. @param page from 1 */
    public RgbImage decode(byte[] file, int page, String name) {
        return open(file, page, name, this::decodeChecked);
    }

    /** The size of an encoded picture, as {@link #decode} would give it; its pixels are not decoded. */
    public ImageSize size(byte[] file, String name) {
        return size(file, 1, name);
    }

    /** The same of a page of a document. @param page from 1 */
    public ImageSize size(byte[] file, int page, String name) {
        return open(file, page, name, this::sizeChecked);
    }

    /** Whether a file is a document with pages, not a picture. */
    public boolean isDocument(byte[] file) {
        return DocumentPage.reader(file).isPresent();
    }

    /** How many pages a document has; 1 for a picture. */
    public int pages(byte[] file, String name) {
        return open(file, 1, name, (bytes, page) -> {
            Optional<PageReader> document = DocumentPage.reader(bytes);
            return document.isPresent() ? document.get().pages(bytes) : 1;
        });
    }

    private <T> T open(byte[] file, int page, String name, Opening<T> opening) {
        try {
            limits.checkBytes(file.length);
            return opening.of(file, page);
        } catch (IOException e) {
            throw refusal(name, e);
        }
    }

    private EncodedImage header(byte[] file, int page) throws IOException {
        EncodedImage image = ImageFormat.open(file, page);
        limits.checkSize(image.width(), image.height());
        return image;
    }

    private RgbImage decodeChecked(byte[] file, int page) throws IOException {
        EncodedImage image = header(file, page);
        RgbImage pixels = image.decode();
        return exif == ExifOrientation.APPLY ? image.orientation().apply(pixels) : pixels;
    }

    private ImageSize sizeChecked(byte[] file, int page) throws IOException {
        EncodedImage image = header(file, page);
        boolean turned = exif == ExifOrientation.APPLY && image.orientation().turns();
        int width = (int) image.width();
        int height = (int) image.height();
        return turned ? new ImageSize(height, width) : new ImageSize(width, height);
    }

    private static QwenVlException refusal(String name, IOException e) {
        QwenVlException.Kind kind =
                e instanceof UnusableImageException reason ? reason.kind() : QwenVlException.Kind.IMAGE;
        return new QwenVlException(kind, "image " + shown(name) + " " + e.getMessage(), e);
    }

    /** Shortens the address to one line: a data URL may have megabytes, a path may contain line breaks. */
    static String shown(String name) {
        String line = name.replaceAll("\\p{Cc}", "?");
        return line.length() <= SHOWN_NAME
                ? line
                : "%s... (%d characters)".formatted(line.substring(0, SHOWN_NAME / 2), line.length());
    }
}
