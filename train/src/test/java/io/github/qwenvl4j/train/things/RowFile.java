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

    /** Pictures of 224 pixels a side, red, green and blue of each pixel. */
    record DrawnRow(Tokenized tokens, List<byte[]> pictures) {}

    static void write(Path out, String name, List<Row> batch) throws IOException {
        write(out, name + ".rows", batch.stream().map(Row::tokens).toList(), data -> {
            for (Row row : batch) {
                for (ThingPicture picture : row.pictures()) {
                    write(picture, data);
                }
            }
        });
    }

    /** A file whose pictures need not be drawn any more. */
    static void writeDrawn(Path out, String name, List<DrawnRow> batch) throws IOException {
        write(out, name + ".drawn", batch.stream().map(DrawnRow::tokens).toList(), data -> {
            for (DrawnRow row : batch) {
                for (byte[] picture : row.pictures()) {
                    data.write(picture);
                }
            }
        });
    }

    private interface Pictures {
        void write(DataOutputStream data) throws IOException;
    }

    private static void write(Path out, String name, List<Tokenized> batch, Pictures pictures) throws IOException {
        Path part = out.resolve(name + ".part");
        List<int[]> ids = batch.stream().map(RowFile::ids).toList();
        try (DataOutputStream data =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 20))) {
            data.writeInt(batch.size());
            data.writeInt(batch.stream().mapToInt(row -> row.images().size()).sum());
            data.writeInt(ids.stream().mapToInt(row -> row.length).sum());
            for (int row = 0; row < batch.size(); row++) {
                data.writeInt(batch.get(row).images().size());
                data.writeInt(ids.get(row).length);
            }
            pictures.write(data);
            for (int[] row : ids) {
                for (int id : row) {
                    data.writeInt(id);
                }
            }
        }
        Files.move(part, out.resolve(name), StandardCopyOption.ATOMIC_MOVE);
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
    private static int[] ids(Tokenized row) {
        int[] ids = row.ids();
        int[] labels = row.labels();
        List<Integer> kept = new ArrayList<>();
        int next = 0;
        for (ImageSpan span : row.images()) {
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
