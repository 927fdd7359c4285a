package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.memory.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** LibTorch's libraries, which JavaCPP unpacks into its cache on first use. */
public final class LibTorch {

    private static final String UNLIMITED = "0";
    private static final long MEGABYTE = 1_000_000;
    private static final long UNPACKED = 470 * MEGABYTE; // for the CPU

    private LibTorch() {}

    /** JavaCPP's modules with native libraries, for one platform. */
    private static final List<String> NATIVE_MODULES =
            List.of("org.bytedeco.javacpp", "org.bytedeco.openblas", "org.bytedeco.pytorch");

    /**
     * Loads the libraries, with settings that must be made before:
     *
     * <ul>
     *   <li>JavaCPP does not limit native memory to four times the heap, because weights are outside the heap. Its
     *       properties {@code maxBytes} and {@code maxPhysicalBytes} are unchanged if the application has set them.
     *   <li>OpenMP threads sleep while they wait for work. By default they spin and slow other threads down. {@code
     *       OMP_WAIT_POLICY} is unchanged if the user has set it.
     * </ul>
     *
     * @throws QwenVlException where it cannot be unpacked or loaded: what it needs, where, and how to move it */
    public static void load() {
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxBytes", UNLIMITED);
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", UNLIMITED);
        NativeLibrary.letOpenMpSleep();
        requireModules();
        try {
            Loader.load(torch.class);
        } catch (LinkageError e) {
            throw refusal(e);
        }
    }

    /** Computes with as many threads as processors, whatever has been chosen before. */
    public static void useAllThreads() {
        torch.set_num_threads(AtFirst.THREADS);
    }

    private static final class AtFirst {
        static final int THREADS =
                Math.min(torch.get_num_threads(), Runtime.getRuntime().availableProcessors());
    }

    /** Nothing requires the modules of a platform, so a program on the module path has to name them. */
    private static void requireModules() {
        String platform = "." + Loader.getPlatform().replace('-', '.');
        List<String> missing = NATIVE_MODULES.stream()
                .map(module -> module + platform)
                .filter(module -> ModuleLayer.boot().findModule(module).isEmpty())
                .toList();
        if (torch.class.getModule().isNamed() && !missing.isEmpty()) {
            throw new QwenVlException(
                    Kind.UNSUPPORTED,
                    "LibTorch's native libraries are not among the modules of this program:"
                            + " start java with --add-modules " + String.join(",", missing)
                            + " or require these modules");
        }
    }

    /** Explains a failure to load the libraries and how to fix it. */
    public static QwenVlException refusal(LinkageError failure) {
        try {
            File cache = Loader.getCacheDir();
            long free = cache.getUsableSpace();
            String reason = free < UNPACKED ? "" : ": " + innermost(failure).getMessage();
            return new QwenVlException(
                    Kind.FILE,
                    "LibTorch cannot be loaded from %s, where it takes %d MB once unpacked and %d MB are free%s; %s"
                            .formatted(cache, UNPACKED / MEGABYTE, free / MEGABYTE, reason, howToMove()),
                    failure);
        } catch (IOException e) {
            return new QwenVlException(
                    Kind.FILE, "LibTorch cannot be unpacked: " + FileProblem.reason(e) + "; " + howToMove(), failure);
        }
    }

    private static String howToMove() {
        return "the JVM option -Dorg.bytedeco.javacpp.cachedir=DIR chooses another folder"
                + " (QWENVL_JAVA_OPTIONS passes it to qwenvl)";
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }
}
