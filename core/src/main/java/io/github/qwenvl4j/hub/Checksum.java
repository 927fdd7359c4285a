package io.github.qwenvl4j.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What identifies a file's content on a hub: SHA-256 for large files (64 hexadecimal digits), or the SHA-1 that git gives
 * a small one (40).
 */
record Checksum(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final int SHA256_DIGITS = 64;
    private static final int BUFFER = 1 << 20;

    /** A checksum from a listing or an {@code ETag} header, if the text is one. */
    static Optional<Checksum> of(String text) {
        String hex = text.strip().replaceFirst("^W/", "").replace("\"", "").toLowerCase(Locale.ROOT);
        return FORM.matcher(hex).matches() ? Optional.of(new Checksum(hex)) : Optional.empty();
    }

    boolean matches(Path file) throws IOException {
        MessageDigest digest = digest();
        if (hex.length() != SHA256_DIGITS) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        read(file, digest::update);
        return HexFormat.of().formatHex(digest.digest()).equals(hex);
    }

    /** What is computed from the bytes of a file, in their order. */
    interface Sum {
        void update(byte[] bytes, int begin, int count);
    }

    static void read(Path file, Sum sum) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sum.update(buffer, 0, count);
            }
        }
    }

    String kind() {
        return hex.length() == SHA256_DIGITS ? "SHA-256" : "git SHA-1";
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(hex.length() == SHA256_DIGITS ? "SHA-256" : "SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1 and SHA-256", e);
        }
    }
}
