package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qwenvl4j.testing.AskPico;
import io.github.qwenvl4j.testing.ChildJvm;
import io.github.qwenvl4j.testing.ChildJvm.Outcome;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    @Test
    void aDamagedNativeLibraryIsReplaced() throws Exception {
        ChildJvm jvm = ChildJvm.with("-Dqwenvl.natives=" + folder);
        assertThat(jvm.run(AskPico.class, PICTURE, "1", "auto").exit()).isZero();
        Path library;
        try (Stream<Path> files = Files.walk(folder)) {
            library = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(library);
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 0, 64, (byte) 0); // the header by which the system knows a library
        Files.write(library, damaged);

        Outcome outcome = jvm.run(AskPico.class, PICTURE, "1", "auto");

        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(library).hasBinaryContent(whole);
    }

    @Test
    void aJvmThatDeniesNativeCodeIsToldWhichOptionPermitsIt() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "older JVMs deny nothing");
        Outcome denied = ChildJvm.with("--illegal-native-access=deny").run(AskPico.class, PICTURE, "1", "auto");
        assertThat(denied.exit()).isNotZero();
        assertThat(denied.err().lines().findFirst().orElseThrow())
                .contains("this JVM does not permit native code: start it with --enable-native-access=ALL-UNNAMED");
        Outcome permitted = ChildJvm.with("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED")
                .run(AskPico.class, PICTURE, "1", "auto");
        assertThat(permitted.exit()).as(permitted.err()).isZero();
        assertThat(permitted.err()).isEmpty();
    }

    @Test
    void anUnsupportedPlatformIsNamed() throws Exception {
        Outcome outcome = ChildJvm.with("-Dos.arch=riscv64").run(AskPico.class, PICTURE, "1", "auto");
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.err())
                .contains("there is no native code for linux-riscv64: Linux and macOS on x86-64 and arm64");
    }

    @Test
    void whereTheHomeCannotBeWrittenTheWayOutIsTold() throws Exception {
        Path noFolder = Files.writeString(folder.resolve("home"), "a file");
        Map<String, String> nowhere = Map.of("HOME", noFolder.toString(), "XDG_CACHE_HOME", "");
        Outcome outcome = new ChildJvm(nowhere, System.getProperty("java.class.path"), List.of())
                .run(AskPico.class, PICTURE, "1", "auto");
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.err())
                .contains("XDG_CACHE_HOME, or BuiltInModel.directory(folder), chooses where pico is unpacked");
    }

    @Test
    void withTheCheckOnWhatIsNotClosedIsNamedWithItsPlace() throws Exception {
        Outcome watched = ChildJvm.with("-Xmx64m", "-Dqwenvl.leaks=true").run(Forgetful.class);
        assertThat(watched.exit()).as(watched.err()).isZero();
        assertThat(watched.out())
                .contains("a model was not closed")
                .contains("a conversation was not closed")
                .contains("Forgetful.forget(");
    }

    @Test
    void withoutTheCheckNothingIsTold() throws Exception {
        Outcome free = ChildJvm.with("-Xmx64m").run(Forgetful.class);
        assertThat(free.exit()).as(free.err()).isZero();
        assertThat(free.out()).isEmpty();
    }

    /** Forgets a model and a conversation, closes another model, and prints what is logged when the collector has run. */
    static final class Forgetful {

        private static final Duration PATIENCE = Duration.ofSeconds(60);

        private Forgetful() {}

        public static void main(String[] args) {
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            WeakReference<QwenVl> model = forget();
            QwenVl.open().close();
            long until = System.nanoTime() + PATIENCE.toNanos();
            // get() would keep the model alive while the collector marks.
            while ((!model.refersTo(null) || Boolean.getBoolean("qwenvl.leaks") && !both(log))
                    && System.nanoTime() < until) {
                Arrays.fill(new byte[1 << 20], (byte) 1);
            }
            System.out.print(log);
        }

        private static boolean both(ByteArrayOutputStream log) {
            String text = log.toString(StandardCharsets.UTF_8);
            return text.contains("a model was") && text.contains("a conversation was");
        }

        private static WeakReference<QwenVl> forget() {
            QwenVl model = QwenVl.open();
            model.conversation();
            return new WeakReference<>(model);
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
