package io.github.qwenvl4j.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.WebPReadParam;
import com.luciad.imageio.webp.internal.NativeLoader;
import java.io.File;
import javax.imageio.ImageReader;

/** libwebp by webp-imageio, which unpacks the native library into a folder when the first WebP is decoded. */
final class LibWebp {

    /** System property for the folder into which the library is unpacked, instead of {@code java.io.tmpdir}. */
    private static final String FOLDER_PROPERTY = "com.luciad.imageio.webp.tmpdir";

    private static final boolean LOADED = load();

    private LibWebp() {}

    static ImageReader newReader() throws UnusableImageException {
        if (!LOADED) {
            throw new UnusableImageException(
                    "is a WebP, and libwebp for %s on %s cannot be loaded from %s; -D%s=FOLDER unpacks it elsewhere"
                            .formatted(
                                    System.getProperty("os.name"),
                                    System.getProperty("os.arch"),
                                    folder(),
                                    FOLDER_PROPERTY));
        }
        return new WebPImageReaderSpi().createReaderInstance(null);
    }

    /** Shared by all decoders, which only read it: webp-imageio never frees the native memory of one. */
    static WebPReadParam parameters() {
        return Parameters.SHARED;
    }

    /** Loads the library here: a decoder that fails to load it prints a stack trace. */
    private static boolean load() {
        try {
            return NativeLoader.initialize();
        } catch (IllegalStateException | LinkageError e) {
            return false;
        }
    }

    private static File folder() {
        return new File(System.getProperty(FOLDER_PROPERTY, System.getProperty("java.io.tmpdir")));
    }

    private static final class Parameters {
        static final WebPReadParam SHARED = new WebPReadParam();
    }
}
