package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.tokenizer.ImageSpan;
import io.github.qwenvl4j.train.step.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of samples to a batch: padded on the right, each distinct picture loaded once. Immutable; thread-safe as its
 * image source is.
 *
 * @param images turns sources into pictures
 * @param imageSize pixels of a side after resizing
 * @param padId what fills a row behind its samples ({@code <|endoftext|>})
 */
public record Collator(PictureSource images, int imageSize, int padId) {

    /** @param rows the samples of each row, one after the other */
    public Batch collate(List<List<Tokenized>> rows) {
        int length = rows.stream().mapToInt(Collator::length).max().orElseThrow();
        int[] ids = new int[rows.size() * length];
        int[] labels = new int[ids.length];
        Arrays.fill(ids, padId);
        Arrays.fill(labels, Batch.IGNORED);
        Map<String, Integer> pictures = new LinkedHashMap<>();
        List<Batch.Placed> placed = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            int offset = row * length;
            for (Tokenized sample : rows.get(row)) {
                System.arraycopy(sample.ids(), 0, ids, offset, sample.length());
                System.arraycopy(sample.labels(), 0, labels, offset, sample.length());
                for (ImageSpan span : sample.images()) {
                    int picture = pictures.computeIfAbsent(span.source(), source -> pictures.size());
                    placed.add(new Batch.Placed(offset + span.start(), picture));
                }
                offset += sample.length();
            }
        }
        List<float[]> pixels = pictures.keySet().stream().map(this::pixels).toList();
        return new Batch(rows.size(), length, ids, labels, pixels, placed);
    }

    private static int length(List<Tokenized> row) {
        return row.stream().mapToInt(Tokenized::length).sum();
    }

    private float[] pixels(String source) {
        RgbImage image = images.load(source);
        return Preprocessor.normalize(Preprocessor.resize(image, imageSize), imageSize);
    }
}
