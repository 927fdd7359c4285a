package io.github.qwenvl4j.family.qwenvl.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The ids between {@code <img>} and {@code </img>}: the bytes of the source as ids 0..255, padded to {@code length}.
 * The reference looks for the first pad among the first {@code length - 1} ids, so a source may have at most
 * {@code length - 2} bytes.
 *
 * <p>A longer source is represented by a handle: {@code #} and the first hexadecimal digits, at most 16, of its
 * SHA-256, as many as fit. The model does not use these ids (image features replace their embeddings), but they
 * distinguish images.
 */
record ImageSpanLayout(int length) {

    private static final int HANDLE_DIGITS = 16;

    int longestSource() {
        return Math.max(0, length - 2);
    }

    boolean fits(String source) {
        return utf8(source).length <= longestSource();
    }

    /** The bytes of {@code source} if they fit, otherwise those of its handle. */
    byte[] content(String source) {
        byte[] own = utf8(source);
        return own.length <= longestSource() ? own : utf8(handle(own));
    }

    private String handle(byte[] source) {
        String handle = "#" + HexFormat.of().formatHex(sha256(source)).substring(0, HANDLE_DIGITS);
        return handle.substring(0, Math.min(handle.length(), longestSource()));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
