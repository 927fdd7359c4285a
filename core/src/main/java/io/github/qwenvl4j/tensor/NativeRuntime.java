package io.github.qwenvl4j.tensor;

import java.io.File;
import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.LoggerFactory;

/**
 * How the native libraries run in this process. Some of it must stand before they load, so whatever may load them calls
 * {@link #prepare()} first:
 *
 * <ul>
 *   <li>JavaCPP does not count native memory against four times the heap: weights lie outside it. Its properties
 *       {@code maxBytes} and {@code maxPhysicalBytes} stay as they are where the application has set them.
 *   <li>OpenMP threads sleep while they wait for work (Linux on x86-64). By default they spin, and take the processor from
 *       whatever else runs. {@code OMP_WAIT_POLICY} stays as it is where the user has set it.
 * </ul>
 */
public final class NativeRuntime {

    private static final String PLATFORM = "linux-x86_64";
    private static final String UNLIMITED = "0";

    static {
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxBytes", UNLIMITED);
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", UNLIMITED);
        if (load("libqwenvl4j-environment.so", "idle threads take processor time")) {
            sleepWhileWaiting();
        }
    }

    private NativeRuntime() {}

    /** Makes the settings, once. */
    public static void prepare() {
        // the initialiser has done it
    }

    /** Threads that this process computes with from now on, all its models together. */
    public static void useThreads(int count) {
        allThreads(); // is read before it is changed
        torch.set_num_threads(count);
    }

    /** As many threads as LibTorch takes by itself: one for each core, or {@code OMP_NUM_THREADS}. */
    public static int allThreads() {
        return AtFirst.THREADS;
    }

    /** Whether {@code OMP_NUM_THREADS} says how many there shall be. */
    public static boolean userChoseThreads() {
        return System.getenv("OMP_NUM_THREADS") != null;
    }

    /**
     * Loads one of this project's own libraries.
     *
     * @param otherwise what holds without it, for the one line of warning
     * @return whether it is loaded; elsewhere than under Linux on x86-64 there is none
     */
    static boolean load(String library, String otherwise) {
        if (!Loader.getPlatform().equals(PLATFORM)) {
            return false;
        }
        try {
            File file = Loader.cacheResource(NativeRuntime.class, PLATFORM + "/" + library);
            System.load(file.getPath());
            return true;
        } catch (IOException | UnsatisfiedLinkError e) {
            LoggerFactory.getLogger(NativeRuntime.class)
                    .warn("{} cannot be loaded, so {}: {}", library, otherwise, e.getMessage());
            return false;
        }
    }

    private static native void sleepWhileWaiting();

    private static final class AtFirst {

        static final int THREADS = torch.get_num_threads();
    }
}
