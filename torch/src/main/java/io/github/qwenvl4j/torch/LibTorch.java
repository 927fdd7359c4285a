package io.github.qwenvl4j.tensor;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import java.io.File;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** LibTorch's libraries, which JavaCPP unpacks into its cache on first use. */
public final class LibTorch {

    private static final long MEGABYTE = 1_000_000;
    private static final long UNPACKED = 470 * MEGABYTE; // for the CPU

    private LibTorch() {}

    /** JavaCPP's modules with native libraries, for one platform. */
    private static final List<String> NATIVE_MODULES =
            List.of("org.bytedeco.javacpp", "org.bytedeco.openblas", "org.bytedeco.pytorch");

    /** @throws QwenVlException where it cannot be unpacked or loaded: what it needs, where, and how to move it */
    public static void load() {
        requireModules();
        try {
            Loader.load(torch.class);
        } catch (LinkageError e) {
            throw refusal(e);
        }
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
