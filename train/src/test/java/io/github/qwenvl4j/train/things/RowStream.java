package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.Tokenized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes batches of talks for {@code train_things.py}: a file per batch, of rows of similar length; waits while the
 * folder holds enough of them. {@code RowStream RANKS QUERIES SPRITES OUT THREADS ROWS FILES [BATCHES]}
 */
final class RowStream {

    private static final int SORTED = 8; // batches
    private static final int LONGEST = 1000;

    private final Labeller labeller;
    private final TalkMaker maker;
    private final Path out;
    private final int rows;
    private final int files;

    private RowStream(String[] args, List<Sprite> sprites) {
        this.labeller = new Labeller(QwenTokenizer.load(Path.of(args[0]), Integer.parseInt(args[1])));
        this.maker = new TalkMaker(new SpriteBox(sprites, false), new TalkWordings(TalkWordings.Part.SEEN));
        this.out = Path.of(args[3]);
        this.rows = Integer.parseInt(args[5]);
        this.files = Integer.parseInt(args[6]);
    }

    public static void main(String[] args) {
        List<Sprite> sprites = SpriteFile.read(Path.of(args[2]));
        long batches = args.length > 7 ? Long.parseLong(args[7]) : Long.MAX_VALUE;
        int threads = Integer.parseInt(args[4]);
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            new Thread(() -> new RowStream(args, sprites).run(number, batches)).start();
        }
    }

    private void run(int thread, long batches) {
        long seed = (thread + 1L) << 40;
        try {
            for (long batch = 0; batch < batches; batch += SORTED) {
                List<RowFile.Row> sorted = new ArrayList<>();
                while (sorted.size() < SORTED * rows) {
                    TalkMaker.Talk talk = maker.make(seed++, 11);
                    Tokenized tokens = labeller.label(talk.sample());
                    if (tokens.length() <= LONGEST
                            && talk.pictures().stream().allMatch(p -> p.layers().size() <= RowFile.LAYERS)) {
                        sorted.add(new RowFile.Row(tokens, talk.pictures()));
                    }
                }
                sorted.sort(Comparator.comparingInt(row -> row.tokens().length()));
                for (int i = 0; i < SORTED; i++) {
                    write("%d-%d".formatted(thread, batch + i), sorted.subList(i * rows, (i + 1) * rows));
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(String name, List<RowFile.Row> batch) throws IOException, InterruptedException {
        while (waiting() >= files) {
            Thread.sleep(20);
        }
        RowFile.write(out, name, batch);
    }

    private long waiting() throws IOException {
        try (Stream<Path> present = Files.list(out)) {
            return present.filter(path -> path.toString().endsWith(".rows")).count();
        }
    }
}
