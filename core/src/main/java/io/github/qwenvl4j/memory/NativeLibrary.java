package io.github.qwenvl4j.memory;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.Environment;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * This project's native code (C, in {@code src/main/c}), for Linux and macOS on x86-64 and arm64, and for Windows on x86-64.
 * It is unpacked once into {@code qwenvl4j} in {@code XDG_CACHE_HOME} or {@code ~/.cache}; the system property {@value #PLACE}
 * names another folder, or a library to be loaded as it is.
 */
public final class NativeLibrary {

    /** System property with the folder in which the library is unpacked, or with the library's file. */
    public static final String PLACE = "qwenvl.natives";

    private static final String NAME = System.mapLibraryName("qwenvl4j");

    private NativeLibrary() {}

    /**
     * Loads the library, once.
     *
     * @throws QwenVlException of kind UNSUPPORTED where there is none for this system, of kind FILE where it cannot be unpacked
     *     or loaded: where, why and how to choose another place; NOT_PERMITTED where the JVM forbids native code
     */
    public static void require() {
        Loaded.once();
    }

    /** Lets the idle threads of OpenMP, which other libraries bring, sleep; to be called before one of these is loaded. */
    public static void letOpenMpSleep() {
        require();
        sleepWhileWaiting();
    }

    private static void load() {
        byte[] library = read();
        Path file = place(library);
        try {
            System.load(file.toAbsolutePath().toString());
        } catch (UnsatisfiedLinkError e) {
            throw new QwenVlException(
                    Kind.FILE, file + ": the native code cannot be loaded: " + e.getMessage() + howToMove(), e);
        } catch (IllegalCallerException e) { // from Java 24 on, with --illegal-native-access=deny
            Module module = NativeLibrary.class.getModule();
            throw new QwenVlException(
                    Kind.NOT_PERMITTED,
                    "this JVM does not permit native code: start it with --enable-native-access="
                            + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
                    e);
        }
    }

    private static Path place(byte[] library) {
        String chosen = System.getProperty(PLACE);
        if (chosen != null && Files.isRegularFile(Path.of(chosen))) {
            return Path.of(chosen);
        }
        Path folder = chosen == null ? Environment.ofProcess().ownCache() : Path.of(chosen);
        long sum = sum(library);
        Path file = folder.resolve("natives-" + Long.toHexString(sum)).resolve(NAME);
        try {
            Files.createDirectories(file.getParent());
            if (!Files.isRegularFile(file) || sum(Files.readAllBytes(file)) != sum) {
                AtomicFile.write(file, library);
            }
            return file;
        } catch (IOException e) {
            throw unwritable(FileProblem.writing(file, e));
        } catch (QwenVlException e) {
            throw unwritable(e);
        }
    }

    /** Finds damage at a hundredth of the time that a fresh JVM takes for a message digest. */
    private static long sum(byte[] library) {
        CRC32 sum = new CRC32();
        sum.update(library);
        return sum.getValue();
    }

    private static QwenVlException unwritable(QwenVlException cause) {
        return new QwenVlException(Kind.FILE, cause.getMessage() + howToMove(), cause);
    }

    private static String howToMove() {
        return "; the JVM option -D" + PLACE
                + "=FOLDER chooses another folder for it, as does the variable XDG_CACHE_HOME";
    }

    private static byte[] read() {
        String platform = platform();
        try (InputStream in = NativeLibrary.class.getResourceAsStream(platform + "/" + NAME)) {
            if (in == null) {
                throw new QwenVlException(
                        Kind.UNSUPPORTED,
                        "there is no native code for " + platform
                                + ": Linux and macOS on x86-64 and arm64, and Windows on x86-64 are supported");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the native code for " + platform, e);
        }
    }

    /** As the resources are named. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        String family = system.startsWith("windows") ? "windows" : system.startsWith("mac") ? "macosx" : "linux";
        return switch (processor) {
            case "amd64", "x86_64" -> family + "-x86_64";
            case "aarch64", "arm64" -> family + "-arm64";
            default -> family + "-" + processor;
        };
    }

    private static native void sleepWhileWaiting();

    /** Loads while it is initialised: a failure is thrown again by every later call. */
    private static final class Loaded {

        private static final QwenVlException FAILURE = attempt();

        private static QwenVlException attempt() {
            try {
                load();
                return null;
            } catch (QwenVlException e) {
                return e;
            }
        }

        static void once() {
            if (FAILURE != null) {
                throw new QwenVlException(FAILURE.kind(), FAILURE.getMessage(), FAILURE);
            }
        }
    }
}
