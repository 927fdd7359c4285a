package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qwenvl4j.testing.AskPico;
import io.github.qwenvl4j.testing.ChildJvm;
import io.github.qwenvl4j.testing.ChildJvm.Outcome;
import io.github.qwenvl4j.testing.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library in a program that sets no option and no variable for it. */
class BareJvmTest {

    private static final String LIBRARY_PATH = "-Djava.library.path=none";
    private static final String PICTURE =
            Fixtures.path("../../../../../examples/scene.png").normalize().toString();

    @TempDir
    private Path folder;

    @Test
    void aSmallHeapBearsAModelOutsideIt() throws Exception {
        Outcome outcome = ChildJvm.with("-Xmx64m").run(AskPico.class, PICTURE, "2", "auto");

        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isNotBlank();
    }

    @Test
    void aBrokenNativeLibraryIsNamedWithTheWayOut() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.so"), "no library");
        Outcome outcome = ChildJvm.with("-Dqwenvl.natives=" + broken).run(AskPico.class, PICTURE, "1", "auto");
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.err())
                .contains(broken + ": the native code cannot be loaded: ")
                .contains("the JVM option -Dqwenvl.natives=FOLDER chooses another folder for it");
    }

    @Test
    void theNativeLibraryIsUnpackedWhereTheProgramSays() throws Exception {
        Path place = folder.resolve("a folder");
        Outcome outcome = ChildJvm.with("-Dqwenvl.natives=" + place).run(AskPico.class, PICTURE, "1", "auto");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(ownLines(outcome.err())).isEmpty();
        try (Stream<Path> files = Files.walk(place)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    /** Newer JVMs warn of every program that has native code. */
    private static List<String> ownLines(String err) {
        return err.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("WARNING: "))
                .toList();
    }

    @Test
    void waitingThreadsCostLittleProcessorTimeAndASmallModelHasNone() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor has no second thread");
        long one = Long.parseLong(measured("1")[1]);
        long two = Long.parseLong(measured("2")[1]);

        assertThat(two).isLessThan(one * 5 / 2); // that all spin all the time costs 5 times as much on a busy machine
        assertThat(measured()[2]).isEqualTo("1");
    }

    /** Answer, microseconds and threads. */
    private static String[] measured(String... threads) throws Exception {
        String[] arguments = Stream.concat(Stream.of(PICTURE, "12", "auto"), Stream.of(threads))
                .toArray(String[]::new);
        Outcome outcome = ChildJvm.with().run(AskPico.class, arguments);
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        return outcome.out().split("\n");
    }
}
