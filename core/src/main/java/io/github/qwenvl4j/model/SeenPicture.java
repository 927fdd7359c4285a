package io.github.qwenvl4j.model;

import io.github.qwenvl4j.image.RgbImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a network sees of a picture. The picture itself is not kept, so that prompts stay small. Two pictures whose pixels
 * are seen alike are the same picture, whatever their names.
 *
 * @param frames as the vision tower takes them, all of one size: one, or the two of a video that are seen together
 * @param rows that it takes in a prompt
 * @param width of the picture in pixels, as people see it
 * @param height of the picture in pixels, as people see it
 */
public record SeenPicture(List<RgbImage> frames, int rows, int width, int height) {

    public SeenPicture {
        frames = List.copyOf(frames);
    }

    /** A still picture. */
    public SeenPicture(RgbImage image, int rows, int width, int height) {
        this(List.of(image), rows, width, height);
    }

    /** The picture, or the first of two frames. */
    public RgbImage image() {
        return frames.get(0);
    }

    /** What the picture is known by. */
    public String hash() {
        return frames.size() == 1
                ? image().contentHash()
                : hash(frames.stream().map(RgbImage::contentHash).collect(Collectors.joining()));
    }

    private static String hash(String hashes) {
        try {
            byte[] bytes = hashes.getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
