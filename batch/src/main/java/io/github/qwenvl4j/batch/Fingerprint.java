package io.github.qwenvl4j.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** Short texts that differ where what they stand for differs. */
final class Fingerprint {

    private static final int DIGITS = 32;
    private static final int BLOCK = 1 << 16;
    private static final int SAMPLED = 256; // blocks of a large file: training changes them all

    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private Fingerprint() {}

    /** SHA-256 of bytes, in hexadecimal. */
    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    static String of(String... parts) {
        MessageDigest digest = digest();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }

    /**
     * Of all on which the answers to a question depend: version of this program, content of the files of model and adapter, how it is opened,
     * the system text, and the question; not the names of model, adapter and question.
     *
     * @param model {@link #ofModel}, with the adapter's
     */
    static String of(LabelSpec spec, LabelQuestion question, String model) {
        ObjectNode common = spec.fields().deepCopy();
        common.remove(List.of("questions", "model", "adapter"));
        ObjectNode asked = question.fields().deepCopy();
        asked.remove("id");
        return of(version(), model, sorted(common), sorted(asked));
    }

    private static String sorted(JsonNode json) {
        try {
            return SORTED.writeValueAsString(SORTED.treeToValue(json, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read can be written", e);
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = Fingerprint.class.getResourceAsStream("/qwenvl-batch.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("a resource of this library", e);
        }
        return properties.getProperty("version");
    }

    /** Of the content of a checkpoint: of files beyond 16 MB their size and 256 blocks of 64 KB are read. */
    static String ofModel(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            Stream.Builder<String> parts = Stream.builder();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                parts.add(file.getFileName().toString()).add(content(file));
            }
            return of(parts.build().toArray(String[]::new));
        } catch (IOException e) {
            throw FileProblem.reading(directory, e);
        }
    }

    private static String content(Path file) throws IOException {
        MessageDigest digest = digest();
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(size).array());
            long step = Math.max(BLOCK, size / SAMPLED);
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            for (long at = 0; at < size; at += step) {
                channel.read(block.clear(), at);
                digest.update(block.flip());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
