package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Checkpoint files made by hand, lies included. */
final class TestFiles {

    private TestFiles() {}

    /** A folder with tiny-vl's files that tests may spoil. */
    static Path copyOf(String fixture, Path directory) {
        try (Stream<Path> files = Files.list(Fixtures.path(fixture))) {
            for (Path file : files.toList()) {
                Files.write(directory.resolve(file.getFileName().toString()), Files.readAllBytes(file));
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder with tiny-vl's config and nothing else. */
    static Path configOnly(Path directory) {
        write(directory, "config.json", read(Fixtures.path("tiny-vl/config.json")));
        return directory;
    }

    static byte[] safetensors(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    /** A zip of stored entries. */
    static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> item : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(item.getKey());
                CRC32 crc = new CRC32();
                crc.update(item.getValue());
                entry.setTime(0);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(item.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(item.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A PyTorch file with the given pickle and one storage, data/0, of eight bytes. */
    static byte[] bin(Pickle pickle) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("m/data.pkl", pickle.bytes());
        entries.put("m/data/0", new byte[] {0, 0, -128, 63, 0, 0, 0, 64});
        return zip(entries);
    }

    static void write(Path directory, String name, byte[] content) {
        try {
            Files.write(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path directory, String name, String content) {
        write(directory, name, content.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens {@code directory} with {@code content} as its one weight file, which must fail with {@code line}. */
    static void requireRefused(Path directory, String file, byte[] content, String line) {
        write(configOnly(directory), file, content);
        assertThatThrownBy(() -> Families.open(directory))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(directory.resolve(file) + ": " + line)
                .hasMessageNotContaining("\n");
    }
}
