package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pixels of many kinds of files are those that Pillow decodes, and what Pillow refuses is refused. The archives are
 * made by {@code src/test/python}; {@code -Dqwenvl.pictures=FILE} takes another one.
 */
class PillowPixelsTest {

    /** Pillow refuses a wrong checksum of a text, too. */
    private static final Set<String> READ_NEVERTHELESS = Set.of("png-wrong-sum.png");

    /** Pillow's libjpeg reads arithmetic coding. */
    private static final Set<String> REFUSED_NEVERTHELESS = Set.of("jpg-arithmetic.jpg");

    private static final String JPEG = "jpg-";

    private final ImageLoader loader = new ImageLoader(ImageLimits.DEFAULT, ExifOrientation.APPLY, List.of());

    static Stream<Path> archives() {
        return Optional.ofNullable(System.getProperty("qwenvl.pictures"))
                .map(file -> Stream.of(Path.of(file)))
                .orElseGet(() -> Stream.of(Fixtures.path("pictures.zip"), Fixtures.path("webp.zip")));
    }

    @ParameterizedTest
    @MethodSource("archives")
    void pixelsAreThoseOfPillow(Path archive) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(archive)) {
            List<String> truth = Files.readAllLines(files.getPath("pillow.txt"));
            assertThat(truth).hasSizeGreaterThan(60).allSatisfy(line -> check(files, line));
        }
    }

    private void check(FileSystem files, String truth) throws IOException {
        String name = truth.substring(0, truth.indexOf(' '));
        String expected = truth.substring(name.length() + 1);
        String seen = seen(Files.readAllBytes(files.getPath(name)), name);
        if (name.startsWith(JPEG) && !readsAsLibjpegTurbo(files)) {
            String size = expected.startsWith("refused") ? "\\d+x\\d+" : expected.split(" ")[0];
            assertThat(seen).as(truth).matches("refused: image .*|" + size + " [0-9a-f]{64}");
        } else if (READ_NEVERTHELESS.contains(name)) {
            assertThat(seen).doesNotStartWith("refused");
        } else if (REFUSED_NEVERTHELESS.contains(name) || expected.startsWith("refused")) {
            assertThat(seen).as(truth).startsWith("refused: image " + name + " is a ");
        } else {
            assertThat(seen).as(truth).isEqualTo(expected);
        }
    }

    /**
     * Some JDKs bring an older libjpeg of their own, which enlarges chroma of rare samplings otherwise and wants tables that
     * files may leave out; Debian's JDKs use libjpeg-turbo, as Pillow does.
     */
    private boolean readsAsLibjpegTurbo(FileSystem files) throws IOException {
        String name = JPEG + "no-tables.jpg";
        Path file = files.getPath(name);
        return !Files.exists(file) || !seen(Files.readAllBytes(file), name).startsWith("refused");
    }

    private String seen(byte[] file, String name) {
        try {
            RgbImage image = loader.decode(file, name);
            return "%dx%d %s".formatted(image.width(), image.height(), image.contentHash());
        } catch (QwenVlException e) {
            return "refused: " + e.getMessage();
        }
    }
}
