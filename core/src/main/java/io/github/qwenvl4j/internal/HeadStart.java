package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.checkpoint.JsonFile;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.memory.MachineMemory;
import io.github.qwenvl4j.memory.NativeLibrary;
import io.github.qwenvl4j.tokenizer.OrdinaryEncoder;
import io.github.qwenvl4j.tokenizer.TokenRanks;
import java.util.Base64;

/**
 * Loads, on a second processor while the first model of a process is opened, what its first answer needs too: the classes that
 * read JSON, text and pictures, and native code.
 */
public final class HeadStart {

    /** A PNG of one white pixel. */
    private static final String PICTURE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4//8/AAX+Av4zEpUUAAAAAElFTkSuQmCC";

    private static boolean begun;

    private HeadStart() {}

    /** Begins it, once. */
    public static synchronized void begin() {
        if (!begun && Runtime.getRuntime().availableProcessors() > 1) {
            begun = true;
            Thread thread = new Thread(HeadStart::load, "qwenvl-head-start");
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((failed, e) -> {}); // whoever needs what does not load is told then
            thread.start();
        }
    }

    private static void load() {
        JsonFile.prepare();
        NativeLibrary.require();
        MachineMemory.bytes();
        new OrdinaryEncoder(TokenRanks.of(new byte[][] {{'a'}})).encode("a");
        ImageLoader.standard()
                .decode(Base64.getDecoder().decode(PICTURE), "a pixel")
                .contentHash();
    }
}
