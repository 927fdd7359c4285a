package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.memory.ResidentMemory;
import io.github.qwenvl4j.testing.Damage;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Whatever happens to the bytes of a picture, it is read or refused in one plain line, soon, and nothing is left behind. */
class DamagedPicturesTest {

    private static final long SEED = 15;
    private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** Heap pages that are touched for the first time count too: only many rounds show a small leak. */
    private static final long MOST_LEFT_BEHIND = 256 << 20;

    private final ImageLoader loader =
            new ImageLoader(new ImageLimits(1_000_000, 20_000, 1_000_000), ExifOrientation.APPLY, List.of());

    @Test
    void damageNeverEscapesAsAnotherException() throws IOException {
        List<byte[]> files = pictures();
        Random random = new Random(SEED);
        int rounds = Damage.rounds(25_000);
        int read = 0;
        long before = 0;
        for (int round = 0; round < rounds; round++) {
            if (round == rounds / 2) {
                before = nativeMemory();
            }
            byte[] damaged = Damage.of(files.get(random.nextInt(files.size())), random);
            if (random.nextBoolean()) {
                mendPngSums(damaged);
            }
            read += isRead(damaged, round) ? 1 : 0;
        }

        assertThat(read).isBetween(rounds / 20, rounds * 19 / 20);
        assertThat(nativeMemory() - before).isLessThan(MOST_LEFT_BEHIND);
    }

    private boolean isRead(byte[] damaged, int round) {
        long start = System.nanoTime();
        try {
            loader.decode(damaged, "a.png");
            return true;
        } catch (QwenVlException e) {
            assertThat(e.kind()).isEqualTo(QwenVlException.Kind.IMAGE);
            assertThat(e.getMessage()).startsWith("image a.png ");
            Damage.requirePlain(e.getMessage());
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("round " + round, e);
        } finally {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("round %d", round)
                    .isLessThan(LONGEST);
        }
    }

    /** So that the damage reaches the decoder. */
    private static void mendPngSums(byte[] file) {
        ByteBuffer png = ByteBuffer.wrap(file);
        if (file.length < 8 || png.getLong(0) != PNG_SIGNATURE) {
            return;
        }
        int at = 8;
        while (at + 12 <= file.length && png.getInt(at) >= 0 && png.getInt(at) <= file.length - at - 12) {
            int length = png.getInt(at);
            CRC32 sum = new CRC32();
            sum.update(file, at + 4, length + 4);
            png.putInt(at + 8 + length, (int) sum.getValue());
            at += length + 12;
        }
    }

    /** What the process holds beside its Java heap. */
    private static long nativeMemory() {
        return ResidentMemory.bytes()
                - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    private static List<byte[]> pictures() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String archive : List.of("pictures.zip", "webp.zip")) {
            try (FileSystem archived = FileSystems.newFileSystem(Fixtures.path(archive));
                    Stream<Path> names = Files.list(archived.getPath("/"))) {
                for (Path name :
                        names.sorted(Comparator.comparing(Path::toString)).toList()) {
                    files.add(Files.readAllBytes(name));
                }
            }
        }
        return files;
    }
}
