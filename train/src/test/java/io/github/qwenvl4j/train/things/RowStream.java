package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.family.qwenvl.text.ImageSpan;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.TokenBatch;
import io.github.qwenvl4j.train.data.Tokenized;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes batches of talks for {@code train_things.py}: a file per batch, of rows of similar length; waits while the
 * folder holds enough of them. {@code RowStream RANKS QUERIES SPRITES OUT THREADS ROWS FILES [BATCHES]}
 */
final class RowStream {

    static final int LAYERS = 18;
    private static final int SORTED = 8; // batches
    private static final int LONGEST = 1000;

    private record Row(Tokenized tokens, List<ThingPicture> pictures) {}

    private final Labeller labeller;
    private final TalkMaker maker;
    private final Path out;
    private final int rows;
    private final int files;

    private RowStream(String[] args, List<Sprite> sprites) {
        this.labeller = new Labeller(QwenTokenizer.load(Path.of(args[0]), Integer.parseInt(args[1])));
        this.maker = new TalkMaker(new SpriteBox(sprites, false), new Wordings(Wordings.Part.SEEN));
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
                List<Row> sorted = new ArrayList<>();
                while (sorted.size() < SORTED * rows) {
                    TalkMaker.Talk talk = maker.make(seed++, 11);
                    Tokenized tokens = labeller.label(talk.sample());
                    if (tokens.length() <= LONGEST
                            && talk.pictures().stream().allMatch(p -> p.layers().size() <= LAYERS)) {
                        sorted.add(new Row(tokens, talk.pictures()));
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

    private void write(String name, List<Row> batch) throws IOException, InterruptedException {
        while (waiting() >= files) {
            Thread.sleep(20);
        }
        Path part = out.resolve(name + ".part");
        try (DataOutputStream data =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 20))) {
            List<ThingPicture> pictures =
                    batch.stream().flatMap(row -> row.pictures().stream()).toList();
            data.writeInt(batch.size());
            data.writeInt(pictures.size());
            data.writeInt(batch.stream().mapToInt(row -> ids(row).length).sum());
            for (Row row : batch) {
                data.writeInt(row.pictures().size());
                data.writeInt(ids(row).length);
            }
            for (ThingPicture picture : pictures) {
                write(picture, data);
            }
            for (Row row : batch) {
                for (int id : ids(row)) {
                    data.writeInt(id);
                }
            }
        }
        Files.move(part, out.resolve(name + ".rows"), StandardCopyOption.ATOMIC_MOVE);
    }

    private long waiting() throws IOException {
        try (Stream<Path> present = Files.list(out)) {
            return present.filter(path -> path.toString().endsWith(".rows")).count();
        }
    }

    /** Per layer: sprite, place, tint, box, colour (13 numbers); the background first. */
    private static void write(ThingPicture picture, DataOutputStream data) throws IOException {
        data.writeInt(picture.background().kind());
        data.writeInt(picture.background().first());
        data.writeInt(picture.background().second());
        for (int i = 0; i < LAYERS; i++) {
            boolean used = i < picture.layers().size();
            Layer layer = used ? picture.layers().get(i) : null;
            Item item = i < picture.items().size() ? picture.items().get(i) : null;
            data.writeInt(used ? layer.sprite().id() : -1);
            for (int k = 0; k < 6; k++) {
                data.writeFloat(used ? layer.place()[k] : 0);
            }
            data.writeInt(used ? layer.tint() : 0);
            for (int k = 0; k < 4; k++) {
                data.writeFloat(item != null ? (float) item.bounds()[k] : 0);
            }
            data.writeInt(item != null && item.isShape() ? item.colour().ordinal() + 1 : 0);
        }
    }

    /** Ids, supervised ones plus 65536; a picture's span is only its first id. */
    private static int[] ids(Row row) {
        int[] ids = row.tokens().ids();
        int[] labels = row.tokens().labels();
        List<Integer> kept = new ArrayList<>();
        int next = 0;
        for (ImageSpan span : row.tokens().images()) {
            add(ids, labels, next, span.start() + 1, kept);
            next = span.start() + 1;
            while (ids[next] != ids[span.start()] + 1) { // </img> follows <img> in the vocabulary
                next++;
            }
        }
        add(ids, labels, next, ids.length, kept);
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void add(int[] ids, int[] labels, int from, int to, List<Integer> kept) {
        for (int i = from; i < to; i++) {
            kept.add(ids[i] + (labels[i] == TokenBatch.IGNORED ? 0 : 65536));
        }
    }
}
