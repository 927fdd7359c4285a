package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/** The picture rows among the rows of one step. */
final class StepPictures {

    private final ComputeDevice device;
    private final LongStream.Builder rows = LongStream.builder();
    private final List<List<Tensor>> slices = new ArrayList<>(); // of each picture, by level

    StepPictures(List<Chunk> chunks, ComputeDevice device) {
        this.device = device;
        int first = 0;
        for (Chunk chunk : chunks) {
            int from = chunk.session().length();
            for (PlacedFeatures picture : chunk.pictures()) {
                int begin = Math.max(from, picture.start());
                int end = Math.min(from + chunk.rows(), picture.end());
                if (begin < end) {
                    add(picture, begin, end, first - from);
                }
            }
            first += chunk.rows();
        }
    }

    private void add(PlacedFeatures picture, int begin, int end, int shift) {
        LongStream.range(begin + shift, end + shift).forEach(rows::add);
        slices.add(((LevelledFeatures) picture.features())
                .levels().stream()
                        .map(level -> level.narrow(0, begin - picture.start(), end - begin))
                        .toList());
    }

    /** All levels, the embedded one first; nothing where no row is a picture's. */
    PictureLevels levels() {
        if (slices.isEmpty()) {
            return PictureLevels.NONE;
        }
        List<Tensor> levels = IntStream.range(0, slices.get(0).size())
                .mapToObj(level ->
                        Tensors.cat(slices.stream().map(each -> each.get(level)).toList(), 0))
                .toList();
        return new PictureLevels(device.place(Tensors.longs(rows.build().toArray())), levels);
    }
}
