package io.github.qwenvl4j.testing.fake;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import java.util.ArrayList;
import java.util.List;

/** Mostly goes on with the next letter of the alphabet; what came before decides when it does not, and when it ends. */
final class FakeNetwork implements VisionLanguageModel {

    static final int POSITIONS = 512;
    static final int BLOCKS = 4;

    private static final int UPRIGHT = 3; // rows
    private static final int WIDE = 7;

    /** Time, row and column: a picture's rows stand in one line and take as many positions as there are. */
    private record Coordinates(Prompt prompt) implements RowPositions {

        @Override
        public long salt() {
            return 0;
        }

        long of(int row) {
            int shift = 0;
            for (Prompt.Placed placed : prompt.pictures()) {
                if (row >= placed.firstRow() && row < placed.end()) {
                    int first = placed.firstRow() - shift;
                    return mix(mix(first, first), first + row - placed.firstRow());
                }
                shift += row >= placed.end() ? placed.picture().rows() / 2 : 0;
            }
            return mix(mix(row - shift, row - shift), row - shift);
        }
    }

    @Override
    public int positions() {
        return POSITIONS;
    }

    @Override
    public int vocabulary() {
        return FakeTokenizer.SIZE;
    }

    @Override
    public int rows(int width, int height) {
        return width > height ? WIDE : UPRIGHT;
    }

    @Override
    public SeenPicture see(RgbImage image) {
        return new SeenPicture(image, rows(image.width(), image.height()), image.width(), image.height());
    }

    @Override
    public VisionTask begin(SeenPicture picture) {
        return new VisionTask() {

            private int done;

            @Override
            public boolean advance() {
                done++;
                return done == BLOCKS;
            }

            @Override
            public PictureFeatures features() {
                long content = Long.parseUnsignedLong(picture.hash().substring(0, 16), 16);
                long[][] levels = new long[3][picture.rows()];
                for (int level = 0; level < levels.length; level++) {
                    for (int row = 0; row < picture.rows(); row++) {
                        levels[level][row] = mix(mix(content, level), row);
                    }
                }
                return new FakeFeatures(levels);
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Override
    public RowPositions positions(Prompt prompt) {
        return new Coordinates(prompt);
    }

    @Override
    public Session newSession(KvCacheType type) {
        return new Session(new FakeCache());
    }

    @Override
    public float[][] step(List<Chunk> chunks) {
        List<float[]> logits = new ArrayList<>();
        for (Chunk chunk : chunks) {
            FakeCache cache = (FakeCache) chunk.session().cache();
            for (int i = 0; i < chunk.rows(); i++) {
                int row = cache.length();
                long input = input(chunk, row, chunk.ids()[i]);
                cache.append(mix(cache.last(), mix(input, ((Coordinates) chunk.at()).of(row))));
                if (chunk.rows() - i <= chunk.wanted()) {
                    logits.add(logits(cache.last(), chunk.ids()[i]));
                }
            }
            chunk.session().remember(chunk.keys());
        }
        return logits.toArray(float[][]::new);
    }

    private static long input(Chunk chunk, int row, int id) {
        for (PlacedFeatures picture : chunk.pictures()) {
            if (row >= picture.start() && row < picture.end()) {
                return ((FakeFeatures) picture.features()).row(row - picture.start());
            }
        }
        return id;
    }

    private static float[] logits(long before, int id) {
        float[] logits = new float[FakeTokenizer.SIZE];
        for (int next = 0; next < logits.length; next++) {
            boolean letter = next >= 'a' && next <= 'z';
            logits[next] = (letter ? 1 : 0) + (mix(before, next) >>> 40) / (float) (1 << 24);
        }
        boolean wanders = (before & 7) == 0;
        logits[id >= 'a' && id < 'z' ? id + 1 : 'a'] += wanders ? 0 : 2;
        logits[FakeTokenizer.END] += (before >>> 3 & 15) == 0 ? 4 : 0;
        return logits;
    }

    static long mix(long a, long b) {
        long x = (a ^ Long.rotateLeft(b, 32)) * 0x9E3779B97F4A7C15L + b;
        x = (x ^ x >>> 29) * 0xBF58476D1CE4E5B9L;
        return x ^ x >>> 32;
    }
}
