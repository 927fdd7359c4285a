package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.family.qwenvl.text.ImageSpan;
import io.github.qwenvl4j.train.data.TokenBatch;
import io.github.qwenvl4j.train.data.Tokenized;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A file of talks for {@code train_things.py}: pictures as layers of sprites, ids with marks of the supervised ones. */
final class RowFile {

    static final int LAYERS = 18;

    private RowFile() {}

    record Row(Tokenized tokens, List<ThingPicture> pictures) {}

    static void write(Path out, String name, List<Row> batch) throws IOException {
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
