package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.NativeLibrary;
import io.github.qwenvl4j.memory.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instruction sets that this project's kernels are compiled for, and the one in use: the fastest that this processor
 * has, or the one that the environment variable {@value #VARIABLE} names.
 *
 * <ul>
 *   <li>{@code amx}: {@code avx512}, and the tiles of AMX for many rows
 *   <li>{@code avx512}: AVX-512 with VNNI, VBMI and BF16
 *   <li>{@code avx512-vnni}: the same without BF16; bfloat16 weights are multiplied as in {@code avx2}
 *   <li>{@code avx-vnni}: {@code avx2}, and AVX-VNNI for int8 and int4 weights
 *   <li>{@code avx2}: AVX2 with FMA
 *   <li>{@code i8mm}: {@code neon}, and products of matrices of bytes and of bfloat16 (Armv8.6)
 *   <li>{@code neon}: of arm64, with products of bytes; bfloat16 weights are multiplied as in {@code portable}
 *   <li>{@code portable}: C for any processor
 * </ul>
 *
 * What they guarantee, for weights in
 *
 * <ul>
 *   <li>int8: activations are rounded to 16-bit fixed point, products and their sums are exact but for the float32 sums of
 *       {@code avx2} and {@code avx-vnni} over parts of 4096 inputs. A row's result is the same whatever other rows there are.
 *   <li>int4: the same within each group of inputs, whose results are added in float32. The exception is {@code amx} with
 *       32 rows or more, which rounds the weights to bfloat16 and not the activations.
 *   <li>bfloat16: products added in float32 in the same order whatever other rows there are, as the processor's unit rounds them in
 *       {@code avx512}, {@code amx} and {@code i8mm}. The exception is {@code amx} with 9 rows or more, in another order.
 *   <li>float32: products and sums in float32.
 * </ul>
 *
 * Thread-safe.
 */
public final class NativeKernels {

    /** Environment variable with the name of the set to use. */
    public static final String VARIABLE = "QWENVL_KERNELS";

    /** The most channels of a head that blocks in one call take, see kernels.h. */
    static final long MOST_FEATURES = 512;

    private static final int NAME_BYTES = 16; // see kernels.c

    private static final List<String> AVAILABLE;
    private static volatile String inUse;

    static {
        NativeLibrary.require();
        AVAILABLE = IntStream.range(0, sets())
                .filter(NativeKernels::available)
                .mapToObj(NativeKernels::nameOf)
                .toList();
        inUse = AVAILABLE.get(0);
        String wanted = System.getenv(VARIABLE);
        if (wanted != null) {
            choose(wanted, LoggerFactory.getLogger(NativeKernels.class));
        }
    }

    private NativeKernels() {}

    /** The names of the sets that this processor has, fastest first. */
    public static List<String> available() {
        return AVAILABLE;
    }

    /** The name of the set in use. */
    public static String inUse() {
        return inUse;
    }

    /** Loads the library and uses its defaults. */
    static void require() {
        ComputeThreads.prepare();
    }

    /** @param done the result of a native method that allocates memory */
    static void requireMemory(boolean done) {
        if (!done) {
            throw new OutOfMemoryError("not enough native memory for the work buffers of a native kernel");
        }
    }

    /** Uses this {@linkplain #available() available} set, in all threads. For tests. */
    static void use(String name) {
        int set = IntStream.range(0, sets())
                .filter(i -> nameOf(i).equals(name))
                .findFirst()
                .orElseThrow();
        use(set);
        inUse = name;
    }

    static void choose(String wanted, Logger log) {
        if (AVAILABLE.contains(wanted)) {
            use(wanted);
        } else {
            log.warn("{}={}: this processor has {}; {} is used", VARIABLE, wanted, String.join(", ", AVAILABLE), inUse);
        }
    }

    private static String nameOf(int set) {
        ByteBuffer name = ByteBuffer.allocateDirect(NAME_BYTES);
        name(set, NativeMemory.addressOf(name));
        byte[] bytes = new byte[NAME_BYTES];
        name.get(bytes);
        String padded = new String(bytes, StandardCharsets.US_ASCII);
        return padded.substring(0, padded.indexOf('\0'));
    }

    private static native int sets();

    private static native void name(int set, long to);

    private static native boolean available(int set);

    private static native boolean use(int set);
}
