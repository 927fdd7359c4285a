package io.github.qwenvl4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The libraries are kept built; whoever changes a source must run {@code src/main/c/build} and {@code natives}. */
class NativeSourcesTest {

    private static final Path LIBRARIES = Path.of("src/main/resources/io/github/qwenvl4j/memory");
    private static final long MOST = 4_000_000; // bytes of all libraries

    @ParameterizedTest
    @CsvSource({
        "linux-x86_64, libqwenvl4j.so",
        "linux-arm64, libqwenvl4j.so",
        "windows-x86_64, qwenvl4j.dll",
        "macosx-arm64, libqwenvl4j.dylib",
        "macosx-x86_64, libqwenvl4j.dylib"
    })
    void theLibraryIsBuiltFromItsSources(String platform, String library) throws IOException, NoSuchAlgorithmException {
        ByteArrayOutputStream sources = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.walk(Path.of("src/main/c"))) {
            for (Path file : files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList()) {
                sources.write(Files.readAllBytes(file));
            }
        }
        String now =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sources.toByteArray()));
        Path built = LIBRARIES.resolve(platform);
        assertThat(built.resolve(library)).isNotEmptyFile();
        assertThat(Files.readString(built.resolve("sources.sha256")).strip()).isEqualTo(now);
    }

    @Test
    void allOfThemAreSmall() throws IOException {
        try (Stream<Path> files = Files.walk(LIBRARIES)) {
            assertThat(files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThan(MOST);
        }
    }
}
