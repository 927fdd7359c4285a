package io.github.qwenvl4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.testing.AskPico;
import io.github.qwenvl4j.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInModelTest {

    @TempDir
    private Path cache;

    @Test
    void itsFilesAreUnpackedOnceAndHaveTheirChecksums() throws IOException {
        Path directory = BuiltInModel.directory(cache);
        for (String line : Files.readAllLines(directory.resolve("SHA256SUMS"))) {
            Checksum sum = Checksum.of(line.substring(0, line.indexOf(' '))).orElseThrow();
            assertThat(sum.matches(directory.resolve(line.substring(line.lastIndexOf(' ') + 1))))
                    .as(line)
                    .isTrue();
        }
        Path weights = directory.resolve("model.safetensors");
        Object before = Files.readAttributes(weights, "unix:ino").get("ino");
        assertThat(BuiltInModel.directory(cache)).isEqualTo(directory);
        assertThat(Files.readAttributes(weights, "unix:ino").get("ino")).isEqualTo(before);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
    }

    @Test
    void whatAnInterruptedUnpackingLeftIsReplaced() throws IOException {
        Path directory = BuiltInModel.directory(cache);
        Files.writeString(directory.resolve("config.json"), "{");
        assertThat(BuiltInModel.directory(cache)).isEqualTo(directory);
        assertThat(directory.resolve("config.json")).content().contains("visual");
    }

    @Test
    void aDamagedFileIsReplaced() throws IOException {
        Path weights = BuiltInModel.directory(cache).resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        Files.write(weights, damaged);

        BuiltInModel.directory(cache);

        assertThat(Files.readAllBytes(weights)).isEqualTo(whole);
    }

    @Test
    void filesWithoutTheNoteOfTheirCheckAreVerifiedAndKept() throws IOException {
        Path directory = BuiltInModel.directory(cache);
        Object weights = Files.readAttributes(directory.resolve("model.safetensors"), "unix:ino")
                .get("ino");
        Files.delete(directory.resolve("CRC32"));
        Files.writeString(directory.resolve("config.json"), "{}");

        BuiltInModel.directory(cache);

        assertThat(directory.resolve("CRC32")).exists();
        assertThat(directory.resolve("config.json")).content().contains("visual");
        assertThat(Files.readAttributes(directory.resolve("model.safetensors"), "unix:ino")
                        .get("ino"))
                .isEqualTo(weights);
    }

    @Test
    void aCacheThatIsAFileIsRefusedByName() throws IOException {
        Path file = Files.writeString(cache.resolve("file"), "");
        assertThatThrownBy(() -> BuiltInModel.directory(file))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageEndingWith("cannot be written: a part of its path is not a folder");
    }

    @Test
    void aHomeThatCannotBeWrittenToSaysHowToChooseAnotherFolder() throws Exception {
        Path file = Files.writeString(cache.resolve("file"), "");
        Map<String, String> environment = Map.of("XDG_CACHE_HOME", file.toString());
        ChildJvm.Outcome outcome = new ChildJvm(environment, System.getProperty("java.class.path"), List.of())
                .run(AskPico.class, file.toString(), "1", "auto");
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.err())
                .contains("cannot be written: a part of its path is not a folder; XDG_CACHE_HOME, or"
                        + " BuiltInModel.directory(folder), chooses where pico is unpacked");
    }
}
