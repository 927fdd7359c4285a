package io.github.qwenvl4j.batch.run;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.batch.LabelSpec;
import io.github.qwenvl4j.batch.PictureLabeller;
import io.github.qwenvl4j.batch.output.RowFile;
import io.github.qwenvl4j.batch.source.ItemSource;
import io.github.qwenvl4j.image.ImageSize;
import io.github.qwenvl4j.image.PageReader;
import java.awt.image.BufferedImage;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** {@code LIST OUT}: a process that labels, in which the decoding of a file that starts with CRASH writes to address 0. */
public final class Crashing {

    private Crashing() {}

    public static void main(String[] args) {
        Worker worker = new Worker(System.in, System.out);
        LabelSpec spec = LabelSpec.parse("questions: [{id: a, ask: b, max-new-tokens: 1}]");
        boolean end;
        try (RowFile rows = RowFile.open(Path.of(args[1]));
                PictureLabeller labeller = PictureLabeller.open(spec, OpenOptions.defaults())) {
            end = new LabelRun(labeller, rows, worker.precautions(), 1, worker)
                    .label(ItemSource.of(Path.of(args[0]), Optional.empty()), worker);
        }
        System.exit(end ? Supervisor.DONE : Supervisor.STOPPED);
    }

    /** Found as a service. */
    public static final class Pages implements PageReader {

        @Override
        public boolean reads(byte[] file) {
            return new String(file, StandardCharsets.US_ASCII).startsWith("CRASH");
        }

        @Override
        public int pages(byte[] file) {
            return 1;
        }

        @Override
        public ImageSize size(byte[] file, int page) {
            return new ImageSize(1, 1);
        }

        @Override
        public BufferedImage read(byte[] file, int page) {
            try {
                Class<?> unsafe = Class.forName("sun.misc.Unsafe");
                Field field = unsafe.getDeclaredField("theUnsafe");
                field.setAccessible(true);
                unsafe.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 1L);
                return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
