package io.github.qwenvl4j.tensor;

import java.io.File;
import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.LoggerFactory;

/**
 * Settings of the native libraries in this process. Some must be made before they are loaded, so all code that may load
 * them calls {@link #prepare()} first:
 *
 * <ul>
 *   <li>JavaCPP does not limit native memory to four times the heap, because weights are outside the heap. Its
 *   properties {@code maxBytes} and {@code maxPhysicalBytes} are unchanged if the application has set them.
 *   <li>OpenMP threads sleep while they wait for work (Linux on x86-64). By default they spin and slow other threads
 *   down. {@code OMP_WAIT_POLICY} is unchanged if the user has set it.
 * </ul>
 */
public final class NativeRuntime {

    private static final String UNLIMITED = "0";

    static {
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxBytes", UNLIMITED);
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", UNLIMITED);
        if (load("qwenvl4j-environment", "idle threads take processor time")) {
            sleepWhileWaiting();
        }
    }

    private NativeRuntime() {}

    /** Applies the settings once. */
    public static void prepare() {
        // done by the static initialiser
    }

    /** Sets the number of compute threads of this process, shared by all its models. */
    public static void useThreads(int count) {
        allThreads(); // reads the default before it is changed
        torch.set_num_threads(count);
        NativeThreads.choose(count);
    }

    /** The default number of threads: one per processor that this process may use, quotas counted, or {@code OMP_NUM_THREADS}. */
    public static int allThreads() {
        return AtFirst.THREADS;
    }

    /** Whether {@code OMP_NUM_THREADS} is set. */
    public static boolean userChoseThreads() {
        return System.getenv("OMP_NUM_THREADS") != null;
    }

    /**
     * Loads one of this project's native libraries.
     *
     * @param otherwise the consequence if it cannot be loaded, for the warning
     * @param library its name without what a platform adds
     * @return whether it is loaded; false where it is not built for this platform
     */
    static boolean load(String library, String otherwise) {
        String name = System.mapLibraryName(library);
        String resource = Loader.getPlatform() + "/" + name;
        if (NativeRuntime.class.getResource(resource) == null) {
            return false;
        }
        try {
            File file = Loader.cacheResource(NativeRuntime.class, resource);
            System.load(file.getPath());
            return true;
        } catch (IOException | UnsatisfiedLinkError e) {
            LoggerFactory.getLogger(NativeRuntime.class)
                    .warn("{} cannot be loaded, so {}: {}", name, otherwise, e.getMessage());
            return false;
        }
    }

    private static native void sleepWhileWaiting();

    private static final class AtFirst {

        static final int THREADS = userChoseThreads()
                ? torch.get_num_threads()
                : Math.min(torch.get_num_threads(), Runtime.getRuntime().availableProcessors());
    }
}
