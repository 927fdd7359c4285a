package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.qwenvl.text.ImageSpan;
import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.train.sample.PictureSource;
import io.github.qwenvl4j.train.sample.SkippedData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a batch from rows of samples: pads them on the right and loads each distinct picture once. Immutable;
 * thread-safe if its picture source is.
 *
 * @param images loads pictures
 * @param imageSize side of the resized pictures in pixels
 * @param padId fills a row after its samples ({@code <|endoftext|>})
 * @param filling relation of the samples of a row
 * @param skipped counts pictures that cannot be loaded; their samples are skipped
 */
public record Collator(PictureSource images, int imageSize, int padId, Filling filling, SkippedData skipped) {

    /**
     * The first id of a sample has no label, because it is not predicted from the previous sample of its row.
     *
     * @param samples the samples of each row, one after the other
     * @return a batch without rows if no sample can be used
     */
    public TokenBatch collate(List<List<Tokenized>> samples) {
        Map<String, float[]> loaded = new LinkedHashMap<>();
        List<List<Tokenized>> rows = samples.stream()
                .map(row -> row.stream().filter(sample -> load(sample, loaded)).toList())
                .filter(row -> !row.isEmpty())
                .toList();
        int length = rows.stream().mapToInt(this::length).max().orElse(0);
        int[] ids = new int[rows.size() * length];
        int[] labels = new int[ids.length];
        Arrays.fill(ids, padId);
        int[] branches = new int[ids.length];
        Arrays.fill(labels, TokenBatch.IGNORED);
        Map<String, Integer> pictures = new LinkedHashMap<>();
        List<TokenBatch.Placed> placed = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            int offset = row * length;
            for (int i = 0; i < rows.get(row).size(); i++) {
                Tokenized sample = rows.get(row).get(i);
                int from = i == 0 ? 0 : shared(sample);
                int added = sample.length() - from;
                System.arraycopy(sample.ids(), from, ids, offset, added);
                System.arraycopy(sample.labels(), from, labels, offset, added);
                if (i > 0) {
                    labels[offset] = TokenBatch.IGNORED;
                }
                if (filling == Filling.ONE_PICTURE) {
                    Arrays.fill(branches, offset + shared(sample) - from, offset + added, i + 1);
                }
                for (ImageSpan span : from == 0 ? sample.images() : List.<ImageSpan>of()) {
                    int picture = pictures.computeIfAbsent(span.source(), source -> pictures.size());
                    placed.add(new TokenBatch.Placed(offset + span.start(), picture));
                }
                offset += added;
            }
        }
        List<float[]> pixels = pictures.keySet().stream().map(loaded::get).toList();
        List<String> names =
                rows.stream().flatMap(List::stream).map(Tokenized::id).toList();
        return new TokenBatch(names, rows.size(), length, ids, labels, branches, pixels, placed);
    }

    /** Loads the pictures of a sample; returns whether that succeeded. */
    private boolean load(Tokenized sample, Map<String, float[]> loaded) {
        try {
            for (ImageSpan span : sample.images()) {
                loaded.computeIfAbsent(span.source(), this::pixels);
            }
            return true;
        } catch (QwenVlException e) {
            skipped.broken(sample.id(), e.getMessage());
            return false;
        }
    }

    private int length(List<Tokenized> row) {
        int trunk = shared(row.get(0));
        return trunk + row.stream().mapToInt(sample -> sample.length() - trunk).sum();
    }

    /** The number of first ids that a sample shares with the others of its row. */
    private int shared(Tokenized sample) {
        return filling == Filling.ONE_PICTURE ? sample.trunk() : 0;
    }

    private float[] pixels(String source) {
        RgbImage image = images.load(source);
        return Preprocessor.normalize(Preprocessor.resize(image, imageSize), imageSize);
    }
}
