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
import org.bytedeco.javacpp.Loader;
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
        Outcome outcome = ChildJvm.with(LIBRARY_PATH, "-Xmx128m").run(AskPico.class, PICTURE, "2", "auto");

        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isNotBlank();
    }

    @Test
    void aBrokenNativeLibraryIsOneLineOfWarningAndTheSameAnswer() throws Exception {
        assumeTrue(Loader.getPlatform().equals("linux-x86_64"), "only Linux on x86-64 has libraries of our own");
        for (String library : new String[] {"libqwenvl4j.so", "libqwenvl4j-environment.so"}) {
            Path file = folder.resolve("io/github/qwenvl4j/tensor/linux-x86_64/" + library);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "no library");
        }
        String cache = "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"); // the common one stays whole
        String[] question = {PICTURE, "1", "bfloat16"};
        Outcome broken = ChildJvm.with(LIBRARY_PATH, cache).withFirst(folder).run(AskPico.class, question);
        Outcome whole = ChildJvm.with(LIBRARY_PATH).run(AskPico.class, question);

        assertThat(broken.exit()).as(broken.err()).isZero();
        assertThat(broken.out().lines().findFirst())
                .isEqualTo(whole.out().lines().findFirst());
        assertThat(broken.err().lines().filter(line -> line.contains("cannot be loaded")))
                .hasSize(2)
                .anyMatch(line -> line.contains("libqwenvl4j.so cannot be loaded, so LibTorch's kernels are used"))
                .anyMatch(line -> line.contains("libqwenvl4j-environment.so cannot be loaded, so idle threads"));
        assertThat(ownLines(whole.err())).isEmpty();
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

        assertThat(two).isLessThan(one * 18 / 10); // spinning on a busy machine: 5 times
        assertThat(measured()[2]).isEqualTo("1");
    }

    /** Answer, microseconds and threads. */
    private static String[] measured(String... threads) throws Exception {
        String[] arguments = Stream.concat(Stream.of(PICTURE, "12", "auto"), Stream.of(threads))
                .toArray(String[]::new);
        Outcome outcome = ChildJvm.with(LIBRARY_PATH).run(AskPico.class, arguments);
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        return outcome.out().split("\n");
    }
}
