package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.CachedSequences.Segment;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.attention.Sequences;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The rows of a step over LibTorch's caches, with masks for all layers. Used by one thread for one step; the scope in which it is
 * created owns the masks.
 */
final class CachedStep implements Sequences {

    private final TorchBackend backend;
    private final CachedSequences sequences;
    private final List<StepRun> runs = new ArrayList<>();

    CachedStep(TorchBackend backend, CachedSequences sequences) {
        this.backend = backend;
        this.sequences = sequences;
        List<KvCache> singles = new ArrayList<>();
        for (Segment segment : sequences.segments()) {
            if (segment.rows() == 1) {
                singles.add(segment.cache());
            } else {
                end(singles);
                runs.add(ChunkRun.of(backend, segment.cache(), segment.rows()));
            }
        }
        end(singles);
    }

    private void end(List<KvCache> singles) {
        if (!singles.isEmpty()) {
            runs.add(SingleRows.of(backend, List.copyOf(singles)));
            singles.clear();
        }
    }

    @Override
    public long rows() {
        return sequences.rows();
    }

    @Override
    public long[] indices() {
        return sequences.indices();
    }

    @Override
    public TorchTensor attend(
            int layer,
            io.github.qwenvl4j.tensor.Tensor q,
            io.github.qwenvl4j.tensor.Tensor k,
            io.github.qwenvl4j.tensor.Tensor v) {
        Tensor queries = Tensors.to(TorchTensor.of(q), backend.compute());
        Tensor both = Tensors.cat(List.of(TorchTensor.of(k), TorchTensor.of(v)), 1); // [R, 2 G, d]
        List<Tensor> attended = new ArrayList<>();
        long start = 0;
        for (StepRun run : runs) {
            attended.add(run.attend(layer, queries.narrow(0, start, run.rows()), both.narrow(0, start, run.rows())));
            start += run.rows();
        }
        return backend.wrap(Tensors.cat(attended, 0));
    }
}
