package io.github.qwenvl4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("notes.txt");
    }

    @Test
    void aFileIsMadeOrReplacedAndNothingElseRemains() throws IOException {
        AtomicFile.write(file, "earlier, and longer");
        AtomicFile.write(file, "später");

        assertThat(file).hasContent("später");
        assertThat(names()).containsExactly("notes.txt");
    }

    @Test
    void whatFailsHalfWayLeavesTheEarlierFile() throws IOException {
        AtomicFile.write(file, "earlier");

        assertRefused(
                () -> AtomicFile.write(file, channel -> {
                    AtomicFile.writeFully(channel, ByteBuffer.wrap(new byte[1000]));
                    throw new IOException("No space left on device");
                }),
                file + ": cannot be written: no space left");
        assertThat(file).hasContent("earlier");
        assertThat(names()).containsExactly("notes.txt");
    }

    @Test
    void aMissingFolderAndAFolderInTheWayAreNamed() throws IOException {
        Path nowhere = folder.resolve("none/notes.txt");
        Path inTheWay = Files.createDirectory(folder.resolve("taken"));
        Path behindAFile = Files.createFile(folder.resolve("plain")).resolve("notes.txt");

        for (Path target : List.of(nowhere, inTheWay, behindAFile)) {
            String reason = target == nowhere
                    ? "no such folder"
                    : target == inTheWay ? "is a folder" : "a part of its path is not a folder";
            assertRefused(() -> AtomicFile.write(target, "text"), target + ": cannot be written: " + reason);
            assertRefused(() -> AtomicFile.requireWritable(target), target + ": cannot be written: " + reason);
        }
        AtomicFile.requireWritable(file);
        assertThat(file).doesNotExist();
    }

    @Test
    void aLinkStaysAndItsFileIsReplaced() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), file);
        AtomicFile.write(file, "earlier");

        AtomicFile.write(link, "later");

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent("later");
    }

    @Test
    @EnabledIf("hasFullDevice")
    void aDeviceIsWrittenToAndNotReplaced() {
        AtomicFile.write(Path.of("/dev/null"), "text");
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();

        AtomicFile.requireWritable(FULL);
        assertRefused(() -> AtomicFile.write(FULL, "text"), FULL + ": cannot be written: no space left");
    }

    static boolean hasFullDevice() {
        return Files.exists(FULL);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FILE))
                .hasMessage(message);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
