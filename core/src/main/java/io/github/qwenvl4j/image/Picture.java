package io.github.qwenvl4j.image;

import io.github.qwenvl4j.QwenVlException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * A picture to ask about: a place to read it from, the bytes of a picture file, or pixels. Nothing is read or decoded
 * before a model needs it, and whether a place may be read is decided by the model's {@link ImageLoader}. Two pictures are
 * equal when they come from the same place, or hold the same bytes or pixels. Immutable and thread-safe.
 */
public final class Picture {

    private static final int SHOWN_DIGITS = 16;
    private static final int MAX_BYTES = (int) ImageLimits.DEFAULT.maxBytes();

    private final Source source;
    private final String name;

    private Picture(Source source, String name) {
        this.source = source;
        this.name = name;
    }

    /** What a picture is made of; {@code identity} is equal for equal contents. */
    private sealed interface Source {

        String identity();
    }

    private record Address(String identity) implements Source {}

    private record Encoded(String identity, byte[] file) implements Source {}

    private record Pixels(String identity, RgbImage image) implements Source {}

    /** A picture file. */
    public static Picture of(Path file) {
        String path = file.toString();
        // A colon could be taken for the end of a scheme.
        return at(path.indexOf(':') >= 0 ? file.toAbsolutePath().toString() : path);
    }

    /** A picture behind a {@code file:}, {@code data:}, {@code http:} or {@code https:} address. */
    public static Picture of(URI address) {
        return at(address.toString());
    }

    /** A picture by a path or an address as people write them: what {@link ImageLoader#load} takes. */
    public static Picture at(String address) {
        return new Picture(new Address(Objects.requireNonNull(address, "address")), address);
    }

    /** The bytes of a picture file. */
    public static Picture of(byte[] file) {
        String hash = sha256(file);
        return new Picture(new Encoded(hash, file.clone()), shortName(hash));
    }

    /**
     * A picture file from a stream, which is read to its end now and not closed.
     *
     * @throws QwenVlException when the stream fails or has more bytes than a picture may have
     */
    public static Picture of(InputStream file) {
        try {
            byte[] bytes = file.readNBytes(MAX_BYTES + 1);
            ImageLimits.DEFAULT.checkBytes(bytes.length);
            return of(bytes);
        } catch (IOException e) {
            throw new QwenVlException(
                    QwenVlException.Kind.IMAGE, "the picture's stream cannot be read: " + e.getMessage(), e);
        }
    }

    /** A copy of an image's pixels; alpha is dropped. */
    public static Picture of(BufferedImage image) {
        return of(RgbImage.of(image));
    }

    public static Picture of(RgbImage image) {
        return new Picture(new Pixels(image.contentHash(), image), shortName(image.contentHash()));
    }

    /** The same picture under another name. */
    public Picture named(String other) {
        return new Picture(source, Objects.requireNonNull(other, "name"));
    }

    /** For people: the address unless it was {@linkplain #named named}; a short hash where there is none. */
    public String name() {
        return name;
    }

    /** Where it is read from; empty for bytes and pixels. */
    public Optional<String> address() {
        return source instanceof Address address ? Optional.of(address.identity()) : Optional.empty();
    }

    /** A text that {@link #at} makes an equal picture of: the address, or bytes and pixels as a data URL. */
    public String toAddress() {
        if (source instanceof Encoded encoded) {
            return dataUrl(encoded.file());
        }
        return source instanceof Pixels pixels ? dataUrl(png(pixels.image())) : source.identity();
    }

    /**
     * Reads and decodes the picture, each time anew.
     *
     * @throws QwenVlException with one line that names the picture and the reason
     */
    public RgbImage read(ImageLoader loader) {
        if (source instanceof Address address) {
            return loader.load(address.identity());
        }
        return source instanceof Encoded encoded ? loader.decode(encoded.file(), name) : ((Pixels) source).image();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture picture
                && source.getClass() == picture.source.getClass()
                && source.identity().equals(picture.source.identity())
                && name.equals(picture.name);
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
        // The kind after the slash is not trusted by those who read it: the bytes decide.
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(file);
    }

    private static byte[] png(RgbImage image) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image.toBufferedImage(), "png", file);
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
