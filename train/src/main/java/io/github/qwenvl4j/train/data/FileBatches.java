package io.github.qwenvl4j.train.data;

import java.util.List;
import java.util.OptionalLong;

/** Token batches of data files, epoch after epoch. Texts and pictures of skipped batches are not loaded. */
public final class FileBatches implements BatchSource<TokenBatch> {

    private final EpochPlan plan;
    private final Labeller labeller;
    private final Collator collator;
    private List<List<List<StoredSample>>> batches = List.of();
    private long epoch = -1;
    private long before; // batches of earlier epochs

    /** @param weights of the files of the store */
    public FileBatches(BatchPlan plan, SampleStore store, List<Double> weights, Labeller labeller, Collator collator) {
        this.plan = new EpochPlan(plan, store, weights);
        this.labeller = labeller;
        this.collator = collator;
    }

    /** The number of batches of this many epochs. */
    public static long count(BatchPlan plan, SampleStore store, List<Double> weights, double epochs) {
        return new EpochPlan(plan, store, weights).batches(epochs);
    }

    @Override
    public TokenBatch batch(long index) {
        while (index >= before + batches.size()) {
            before += batches.size();
            batches = plan.batches(++epoch);
        }
        return collator.collate(batches.get((int) (index - before)).stream()
                .map(row -> row.stream().map(this::labelled).toList())
                .toList());
    }

    @Override
    public OptionalLong epoch() {
        return OptionalLong.of(plan.batches(0L).size());
    }

    private Tokenized labelled(StoredSample sample) {
        return labeller.label(plan.store().get(sample.index()));
    }
}
