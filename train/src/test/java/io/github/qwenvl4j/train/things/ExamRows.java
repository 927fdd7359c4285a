package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.Tokenized;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the questions of an exam for {@code train_things.py}, a file per row. {@code ExamRows RANKS QUERIES SPRITES OUT COUNT} */
final class ExamRows {

    private ExamRows() {}

    public static void main(String[] args) throws IOException {
        Labeller labeller = new Labeller(QwenTokenizer.load(Path.of(args[0]), Integer.parseInt(args[1])));
        Map<String, List<RowFile.Row>> rows = new LinkedHashMap<>();
        new ThingExamMaker(SpriteFile.read(Path.of(args[2])), Integer.parseInt(args[4])).make((id, talk) -> {
            Tokenized tokens = labeller.label(talk.sample());
            rows.computeIfAbsent(id.substring(0, id.indexOf('/')), row -> new ArrayList<>())
                    .add(new RowFile.Row(tokens, talk.pictures()));
        });
        for (Map.Entry<String, List<RowFile.Row>> row : rows.entrySet()) {
            RowFile.write(Path.of(args[3]), row.getKey(), row.getValue());
        }
    }
}
