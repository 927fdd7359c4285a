package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.sample.SampleFile;
import io.github.qwenvl4j.train.sample.SampleStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Token batches of files. Samples are drawn from the files by weight and grouped by task. A batch is made as soon as
 * the rows of a task are full, or, to bound memory, of the fullest task if many tasks wait. Pictures of skipped batches
 * are not loaded.
 */
public final class FileBatches implements BatchSource<TokenBatch> {

    private static final int OPEN_TASKS = 64;
    private static final int MOST_TOO_LONG = 100_000; // consecutive

    private final BatchPlan plan;
    private final List<FileData.Source> sources;
    private final List<SampleStream> streams;
    private final Labeller labeller;
    private final Collator collator;
    private final SplittableRandom random;
    private final Map<String, RowPacker> open = new LinkedHashMap<>();
    private long made;

    public FileBatches(BatchPlan plan, FileData data, Labeller labeller, Collator collator) {
        this.plan = plan;
        this.sources = data.files();
        this.labeller = labeller;
        this.collator = collator;
        this.random = new SplittableRandom(plan.seed());
        this.streams = sources.stream()
                .map(source -> new SampleStream(
                        new SampleFile(Path.of(source.file())), data.window(), plan.seed(), collator.skipped()))
                .toList();
    }

    @Override
    public TokenBatch batch(long index) {
        List<List<Tokenized>> rows;
        do {
            rows = gather();
        } while (made++ < index);
        return collator.collate(rows);
    }

    private List<List<Tokenized>> gather() {
        long before = collator.skipped().tooLongCount();
        while (true) {
            Optional<Tokenized> sample = label(draw().next());
            if (sample.isPresent()) {
                Optional<RowPacker> full = put(sample.get());
                if (full.isPresent()) {
                    return full.get().rows();
                }
            }
            if (collator.skipped().tooLongCount() - before > MOST_TOO_LONG) {
                throw new QwenVlException("stage preset: maxLength " + plan.maxLength() + " is too short for the data");
            }
        }
    }

    /** The rows of a task that is full, or of the fullest task if too many wait. */
    private Optional<RowPacker> put(Tokenized sample) {
        RowPacker packer = open.computeIfAbsent(sample.task(), task -> plan.packer(collator.skipped()));
        if (!packer.add(sample)) {
            RowPacker next = plan.packer(collator.skipped());
            next.add(sample);
            open.put(sample.task(), next);
            return Optional.of(packer);
        }
        if (open.size() <= OPEN_TASKS) {
            return Optional.empty();
        }
        String fullest = open.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().rows().size()))
                .orElseThrow()
                .getKey();
        return Optional.of(open.remove(fullest));
    }

    private SampleStream draw() {
        double left = random.nextDouble()
                * sources.stream().mapToDouble(FileData.Source::weight).sum();
        int drawn = 0;
        while (drawn < sources.size() - 1 && left >= sources.get(drawn).weight()) {
            left -= sources.get(drawn++).weight();
        }
        return streams.get(drawn);
    }

    private Optional<Tokenized> label(Sample sample) {
        try {
            return Optional.of(labeller.label(sample));
        } catch (QwenVlException e) {
            collator.skipped().broken(sample.id(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        streams.forEach(SampleStream::close);
    }
}
