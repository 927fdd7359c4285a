package io.github.qwenvl4j.image;

import io.github.qwenvl4j.QwenVlException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A picture to ask about: a path or address to read it from ({@code invoice.pdf#page=2} for a page of a document), the bytes of a picture file, or pixels. It is read and
 * decoded only when a model needs it; the model's {@link ImageLoader} decides which paths and addresses may be read.
 * Two pictures are equal if they have the same address, bytes or pixels. Immutable and thread-safe.
 */
public final class Picture {

    private static final int SHOWN_DIGITS = 16;
    private static final int MAX_BYTES = (int) ImageLimits.DEFAULT.maxBytes();

    private final Source source;
    private final String name;
    private final PixelBounds bounds;

    private Picture(Source source, String name) {
        this(source, name, PixelBounds.DEFAULT);
    }

    private Picture(Source source, String name, PixelBounds bounds) {
        this.source = source;
        this.name = name;
        this.bounds = bounds;
    }

    /** The source of a picture; {@code identity} is equal for equal content. */
    private sealed interface Source {

        String identity();
    }

    private record Address(String identity) implements Source {}

    private record Encoded(String identity, byte[] file, int page) implements Source {}

    private record Pixels(String identity, RgbImage image) implements Source {}

    private record Frames(String identity, FramePair pair) implements Source {}

    /** A picture file. */
    public static Picture of(Path file) {
        String path = Objects.requireNonNull(file, "file").toString();
        // The part before a colon could be mistaken for a URL scheme.
        return at(path.indexOf(':') >= 0 ? file.toAbsolutePath().toString() : path);
    }

    /** A picture at a {@code file:}, {@code data:}, {@code http:} or {@code https:} address. */
    public static Picture of(URI address) {
        return at(Objects.requireNonNull(address, "address").toString());
    }

    /** A picture at a path or an address, in any form that {@link ImageLoader#load} accepts. */
    public static Picture at(String address) {
        return new Picture(new Address(Objects.requireNonNull(address, "address")), address);
    }

    /** Pictures at paths or addresses. */
    public static List<Picture> all(String first, String... more) {
        Objects.requireNonNull(more, "more");
        return Stream.concat(Stream.of(first), Arrays.stream(more))
                .map(Picture::at)
                .toList();
    }

    /** The bytes of a picture file. */
    public static Picture of(byte[] file) {
        return of(file, 1);
    }

    /** A page of a document's bytes. @param page from 1 */
    public static Picture of(byte[] file, int page) {
        String hash = sha256(Objects.requireNonNull(file, "file"));
        String identity = new PageAddress(hash, page).toString();
        return new Picture(
                new Encoded(identity, file.clone(), page), new PageAddress(shortName(hash), page).toString());
    }

    /**
     * A picture file from a stream. Reads the stream to its end immediately and does not close it.
     *
     * @throws QwenVlException when the stream fails or has more bytes than a picture may have
     */
    public static Picture of(InputStream file) {
        Objects.requireNonNull(file, "file");
        try {
            byte[] bytes = file.readNBytes(MAX_BYTES + 1);
            ImageLimits.DEFAULT.checkBytes(bytes.length);
            return of(bytes);
        } catch (IOException e) {
            throw new QwenVlException(
                    QwenVlException.Kind.IMAGE, "the picture's stream cannot be read: " + e.getMessage(), e);
        }
    }

    /** A copy of an image's pixels. */
    public static Picture of(BufferedImage image) {
        return of(RgbImage.of(Objects.requireNonNull(image, "image")));
    }

    public static Picture of(RgbImage image) {
        Objects.requireNonNull(image, "image");
        String identity =
                image.contentHash() + image.alpha().map(Picture::sha256).orElse("");
        return new Picture(new Pixels(identity, image), shortName(identity));
    }

    /** Two frames of a video, seen as one picture. */
    public static Picture of(FramePair pair) {
        String identity = pair.frames() + " " + pair.first().toAddress() + " "
                + pair.second().toAddress();
        return new Picture(new Frames(sha256(identity.getBytes(StandardCharsets.UTF_8)), pair), pair.first().name);
    }

    /** The frames of a video that this picture consists of. */
    public Optional<FramePair> frames() {
        return source instanceof Frames frames ? Optional.of(frames.pair()) : Optional.empty();
    }

    /** The same picture under another name. */
    public Picture named(String other) {
        return new Picture(source, Objects.requireNonNull(other, "name"), bounds);
    }

    /** The same picture, looked at with so many pixels. */
    public Picture within(PixelBounds other) {
        return new Picture(source, name, Objects.requireNonNull(other, "bounds"));
    }

    /** With how many pixels it is looked at. */
    public PixelBounds bounds() {
        return bounds;
    }

    /** For display: its {@linkplain #named name}, otherwise its address, otherwise a short hash. */
    public String name() {
        return name;
    }

    /** The path or address that it is read from; empty for bytes and pixels. */
    public Optional<String> address() {
        return source instanceof Address address ? Optional.of(address.identity()) : Optional.empty();
    }

    /** Whether its bytes are here, so that its header can be read alone; others are read once, as a whole. */
    public boolean atHand() {
        if (source instanceof Frames frames) {
            return frames.pair().first().atHand();
        }
        return !(source instanceof Address address) || AddressForm.DATA_URL.isFormOf(address.identity());
    }

    /**
     * A text from which {@link #at} creates an equal picture: the address, or bytes or pixels as a data URL; of two frames, the
     * first.
     */
    public String toAddress() {
        if (source instanceof Frames frames) {
            return frames.pair().first().toAddress();
        }
        if (source instanceof Encoded encoded) {
            return new PageAddress(dataUrl(encoded.file()), encoded.page()).toString();
        }
        return source instanceof Pixels pixels ? dataUrl(png(pixels.image().toTransparentImage())) : source.identity();
    }

    /**
     * Reads and decodes the picture, each time anew; of two frames, the first.
     *
     * @throws QwenVlException with one line that names the picture and the reason
     */
    public RgbImage read(ImageLoader loader) {
        if (source instanceof Frames frames) {
            return frames.pair().first().read(loader);
        }
        if (source instanceof Address address) {
            return loader.load(address.identity());
        }
        return source instanceof Encoded encoded
                ? loader.decode(encoded.file(), encoded.page(), name)
                : ((Pixels) source).image();
    }

    /**
     * Reads how large the picture is, without decoding its pixels.
     *
     * @throws QwenVlException with one line that names the picture and the reason
     */
    public ImageSize size(ImageLoader loader) {
        if (source instanceof Frames frames) {
            return frames.pair().first().size(loader);
        }
        if (source instanceof Pixels pixels) {
            return new ImageSize(pixels.image().width(), pixels.image().height());
        }
        return source instanceof Encoded encoded
                ? loader.size(encoded.file(), encoded.page(), name)
                : loader.size(source.identity());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture picture
                && source.getClass() == picture.source.getClass()
                && source.identity().equals(picture.source.identity())
                && name.equals(picture.name)
                && bounds.equals(picture.bounds);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source.identity(), name);
    }

    @Override
    public String toString() {
        return "Picture[" + ImageLoader.shown(name) + "]";
    }

    private static String dataUrl(byte[] file) {
        // Readers ignore the declared subtype: the bytes decide.
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(file);
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all that is written", e);
        }
        return file.toByteArray();
    }

    private static String shortName(String hash) {
        return "#" + hash.substring(0, SHOWN_DIGITS);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
