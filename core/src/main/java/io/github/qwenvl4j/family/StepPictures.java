package io.github.qwenvl4j.family;

import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The picture rows among the rows of one step, and what is put into them: the features of one or more levels.
 *
 * @param rows of the step that are pictures'
 * @param levels each {@code [rows.length, D]}; empty where no row is a picture's
 */
public record StepPictures(int[] rows, List<Tensor> levels) {

    /** @param features the levels of a picture's features, each {@code [N, D]} */
    public static StepPictures of(
            List<Chunk> chunks, Backend backend, Function<PictureFeatures, List<Tensor>> features) {
        IntStream.Builder rows = IntStream.builder();
        List<List<Tensor>> slices = new ArrayList<>(); // of each picture, by level
        int first = 0;
        for (Chunk chunk : chunks) {
            int from = chunk.session().length();
            for (PlacedFeatures picture : chunk.pictures()) {
                int begin = Math.max(from, picture.start());
                int end = Math.min(from + chunk.rows(), picture.end());
                if (begin < end) {
                    IntStream.range(begin + first - from, end + first - from).forEach(rows::add);
                    slices.add(features.apply(picture.features()).stream()
                            .map(level -> level.narrow(0, begin - picture.start(), end - begin))
                            .toList());
                }
            }
            first += chunk.rows();
        }
        return new StepPictures(rows.build().toArray(), joined(slices, backend));
    }

    private static List<Tensor> joined(List<List<Tensor>> slices, Backend backend) {
        int levels = slices.isEmpty() ? 0 : slices.get(0).size();
        return IntStream.range(0, levels)
                .mapToObj(level -> backend.concatenate(
                        slices.stream().map(each -> each.get(level)).toList()))
                .toList();
    }

    /** Embeddings {@code [R, D]} with the pictures' first level in their rows. */
    public Tensor embedIn(Tensor x) {
        return levels.isEmpty() ? x : x.withRows(rows, levels.get(0));
    }

    /** How many further levels are added, behind as many layers. */
    public int added() {
        return Math.max(0, levels.size() - 1);
    }

    /** {@code [R, D]} behind a layer, with its level added where it has one. */
    public Tensor addTo(Tensor x, int layer) {
        return layer < added() ? x.addToRows(rows, levels.get(layer + 1)) : x;
    }
}
