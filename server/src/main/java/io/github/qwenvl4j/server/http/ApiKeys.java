package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The API keys of a server. Only their SHA-256 hashes are kept; a presented key is compared with all of them in
 * constant time. Immutable and thread-safe.
 */
public final class ApiKeys {

    private static final int SHORTEST = 16;

    private record Key(String name, byte[] hash) {}

    private final List<Key> keys;

    private ApiKeys(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /** No keys: access without a key. */
    public static ApiKeys none() {
        return new ApiKeys(List.of());
    }

    /**
     * Keys as {@code key} or {@code name:key}; unnamed keys are called key1, key2, ..
     *
     * @throws QwenVlException for a key that is too short; the message has its index, not the key
     */
    public static ApiKeys of(List<String> entries) {
        List<Key> keys = new ArrayList<>();
        for (String entry : entries) {
            int colon = entry.indexOf(':');
            String name = colon < 0 ? "key" + (keys.size() + 1) : entry.substring(0, colon);
            String key = entry.substring(colon + 1);
            if (key.length() < SHORTEST || !name.matches("[\\w.-]{1,40}")) {
                throw new QwenVlException("API key number %d must be KEY or NAME:KEY, the key of at least %d characters"
                        .formatted(keys.size() + 1, SHORTEST));
            }
            keys.add(new Key(name, hash(key)));
        }
        return new ApiKeys(keys);
    }

    /** Reads one key per line; ignores blank lines and lines that start with {@code #}. */
    public static ApiKeys file(Path file) {
        try {
            List<String> entries = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            if (entries.isEmpty()) {
                throw new QwenVlException("key file " + file + " has no keys");
            }
            return of(entries);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The name of a key; empty if the key is invalid. */
    Optional<String> name(String presented) {
        byte[] hash = hash(presented);
        Optional<String> name = Optional.empty();
        for (Key key : keys) {
            if (MessageDigest.isEqual(key.hash, hash)) {
                name = Optional.of(key.name);
            }
        }
        return name;
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
