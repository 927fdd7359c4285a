package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.Environment;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * pico, the small model inside the library. It is unpacked once into the cache, because weights are mapped from files;
 * the folder's name depends on its checksums.
 */
public final class BuiltInModel {

    /** Its name in reports and in the API. */
    public static final String NAME = "pico";

    private static final String RESOURCES = "/io/github/qwenvl4j/pico/";
    private static final String SUMS = "SHA256SUMS";

    private BuiltInModel() {}

    /**
     * Its checkpoint directory; unpacks it if necessary.
     *
     * @throws QwenVlException when the cache cannot be written to
     */
    public static Path directory() {
        try {
            return directory(Environment.ofProcess().ownCache());
        } catch (QwenVlException e) {
            throw new QwenVlException(
                    e.kind(),
                    e.getMessage()
                            + "; XDG_CACHE_HOME, or BuiltInModel.directory(folder), chooses where pico is unpacked",
                    e);
        }
    }

    /**
     * Its checkpoint directory below a folder of one's own, for {@code QwenVl.open(BuiltInModel.directory(folder))}; unpacks it
     * if necessary.
     *
     * @throws QwenVlException when the folder cannot be written to
     */
    public static Path directory(Path cache) {
        byte[] sums = read(SUMS);
        CRC32 sum = new CRC32();
        sum.update(sums);
        Path directory = cache.resolve(NAME + "-" + Long.toHexString(sum.getValue()));
        try {
            Files.createDirectories(directory);
            Map<String, Checksum> files = files(sums);
            CheckedFiles checked = new CheckedFiles(directory, files.keySet());
            if (!checked.unchanged()) {
                unpack(files, directory);
                AtomicFile.write(directory.resolve(SUMS), sums);
                checked.write();
            }
            return directory;
        } catch (IOException e) {
            throw FileProblem.writing(directory, e);
        }
    }

    /** Replaces files that are incomplete or damaged. */
    private static void unpack(Map<String, Checksum> files, Path directory) throws IOException {
        for (Map.Entry<String, Checksum> file : files.entrySet()) {
            Path place = directory.resolve(file.getKey());
            if (!Files.isRegularFile(place) || !file.getValue().matches(place)) {
                AtomicFile.write(place, read(file.getKey()));
            }
        }
    }

    /** Parses lines of checksum, two spaces, name. */
    private static Map<String, Checksum> files(byte[] sums) {
        Map<String, Checksum> files = new LinkedHashMap<>();
        for (String line : new String(sums, StandardCharsets.UTF_8).split("\n")) {
            int space = line.indexOf(' ');
            files.put(
                    line.substring(space).strip(),
                    Checksum.of(line.substring(0, space)).orElseThrow());
        }
        return files;
    }

    private static byte[] read(String file) {
        try (InputStream in = BuiltInModel.class.getResourceAsStream(RESOURCES + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in model's " + file, e);
        }
    }
}
