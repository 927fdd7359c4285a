package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSourceTest {

    private static final ImageLimits LIMITS = new ImageLimits(10_000, 5_000, 100_000);

    @TempDir
    private Path folder;

    private byte[] png;

    @BeforeEach
    void writePicture() throws IOException {
        png = MadeFiles.encoded("png");
        Files.write(folder.resolve("a b.png"), png);
        Files.write(folder.resolve("large.png"), new byte[100_001]);
        Files.createDirectory(folder.resolve("inside"));
    }

    @Test
    void pathsAndFileUrlsAreRead() {
        ImageLoader loader = loader(LocalFiles.anywhere());
        Path file = folder.resolve("a b.png");

        assertThat(loader.load(file.toString()).width()).isEqualTo(40);
        assertThat(loader.load(file.toUri().toString()).width()).isEqualTo(40);
    }

    @Test
    void dataUrlsAreRead() {
        String base64 = Base64.getEncoder().encodeToString(png);

        assertThat(loader(new DataUrls())
                        .load("data:image/png;base64," + base64)
                        .width())
                .isEqualTo(40);
        // The declared type is often wrong, and parameters may stand before the encoding.
        assertThat(loader(new DataUrls())
                        .load("DATA:image/jpeg;name=x.png;base64," + base64)
                        .width())
                .isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing.png | does not exist",
                "inside | is a directory",
                "large.png | has more than 100000 bytes",
                "a b.png/x | cannot be read: Not a directory",
            })
    void unusableFilesAreNamed(String name, String reason) {
        assertRefused(loader(LocalFiles.below(folder)), name, reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:application/octet-stream;base64,", "data:;base64,", "data:image/jpeg;base64,"})
    void dataUrlsMayBeWrappedUrlSafeAndOfNoKind(String header) {
        ImageLoader loader = loader(new DataUrls());
        String urlSafe = Base64.getUrlEncoder().withoutPadding().encodeToString(png);
        assertThat(urlSafe).containsAnyOf("-", "_");
        for (String base64 : List.of(Base64.getMimeEncoder().encodeToString(png), urlSafe, "\n" + urlSafe + " ")) {
            assertThat(loader.load(header + base64).width()).isEqualTo(40);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void specialFilesAreNotRead() {
        assertRefused(loader(LocalFiles.anywhere()), "/dev/zero", "is not a regular file");
    }

    @Test
    void invalidPathsAreNamed() {
        assertThatThrownBy(() -> loader(LocalFiles.anywhere()).load("a\0b\n"))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("image a?b? is not a valid path");
        assertRefused(loader(LocalFiles.anywhere()), "file://host/a.png", "is not a valid path");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void filesOutsideTheRootAreRefused() throws IOException {
        Path root = folder.resolve("inside");
        Files.write(root.resolve("in.png"), png);
        Files.createSymbolicLink(root.resolve("link.png"), folder.resolve("a b.png"));
        ImageLoader loader = loader(LocalFiles.below(root));
        String reason = "is outside the folder that pictures may be read from";

        assertThat(loader.load("in.png").width()).isEqualTo(40);
        assertRefused(loader, "../a b.png", reason);
        assertRefused(loader, "link.png", reason);
        assertRefused(loader, "/etc/passwd", reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png | is not a data URL: no comma after its header",
                "data:image/png;;base64,AAAA | is not a data URL: bad header",
                "data:image/png,AAAA | is a data URL without ;base64",
                "data:text/html;base64,AAAA | is a data URL of type 'text/html', not of an image",
                "data:image/png;base64,AA*A | is a data URL of bad base64",
                "data:image/png;base64, | is empty",
                "data:image/png;base64,SGVsbG8= | is text, not a JPEG, PNG, WebP, GIF or BMP",
                "ftp://host/a.png | has the unknown scheme ftp: use a path, a data URL or an http(s) URL",
                "jar:file:/a.jar!/a.png | has the unknown scheme jar: use a path, a data URL or an http(s) URL",
                "http://host/a.png | was not read: remote pictures are disabled here",
                "/etc/passwd | was not read: local files are disabled here",
            })
    void unusableAddressesAreNamed(String address, String reason) {
        assertRefused(loader(new DataUrls()), address, reason);
    }

    @Test
    void dataUrlsMayBeSwitchedOff() {
        assertRefused(
                loader(LocalFiles.anywhere()),
                "data:image/png;base64,AAAA",
                "was not read: data URLs are disabled here");
    }

    @Test
    void whatMayNotBeReadIsOfThatKind() {
        assertThatThrownBy(() -> loader(new DataUrls()).load("/etc/passwd"))
                .extracting(e -> ((QwenVlException) e).kind())
                .isEqualTo(QwenVlException.Kind.NOT_PERMITTED);
    }

    @Test
    void aLongDataUrlIsRefusedBeforeItIsDecodedAndShownShort() {
        String address = "data:image/png;base64," + "A".repeat(200_000);

        assertThatThrownBy(() -> loader(new DataUrls()).load(address))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("image data:image/png;base64,AAAAAAAAAAAAAAAAAA... (200022 characters)"
                        + " has more than 100000 bytes");
    }

    private static ImageLoader loader(ImageSource source) {
        return new ImageLoader(LIMITS, ExifOrientation.APPLY, List.of(source));
    }

    private static void assertRefused(ImageLoader loader, String address, String reason) {
        assertThatThrownBy(() -> loader.load(address))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("image " + address + " " + reason);
    }
}
