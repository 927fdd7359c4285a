package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.train.sample.SkippedData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which samples each epoch uses, and in which batches. A file of weight 1 is used once per epoch; of weight 0.3, another
 * 30 % of it in every epoch, so that all of it is used before any of it again; of weight 2, twice. Everything is shuffled
 * as whole samples; those that may share a row because of their picture stay together. Immutable, determined by the seed.
 *
 * @param weights of the files
 */
record EpochPlan(BatchPlan plan, SampleStore store, List<Double> weights) {

    EpochPlan {
        weights = List.copyOf(weights);
    }

    /** The batches of an epoch, each with its rows. A batch has samples of one task. */
    List<List<List<StoredSample>>> batches(long epoch) {
        List<List<List<StoredSample>>> batches = new ArrayList<>();
        Map<String, RowPacker<StoredSample>> open = new LinkedHashMap<>();
        for (StoredSample sample : shuffled(epoch)) {
            RowPacker<StoredSample> packer = open.computeIfAbsent(sample.task(), task -> packer());
            if (!packer.add(sample)) {
                batches.add(packer.rows());
                RowPacker<StoredSample> next = packer();
                next.add(sample);
                open.put(sample.task(), next);
            }
        }
        open.values().forEach(packer -> batches.add(packer.rows()));
        return batches;
    }

    private RowPacker<StoredSample> packer() {
        return plan.packer(SkippedData.none());
    }

    private List<StoredSample> shuffled(long epoch) {
        List<StoredSample> chosen = new ArrayList<>();
        for (int file = 0; file < weights.size(); file++) {
            chosen.addAll(ofFile(file, epoch));
        }
        Random random = random(-1, epoch);
        if (plan.filling() != Filling.ONE_PICTURE) {
            Collections.shuffle(chosen, random);
            return chosen;
        }
        List<List<StoredSample>> groups = new ArrayList<>(chosen.stream()
                .collect(Collectors.groupingBy(
                        sample -> List.of(sample.task(), sample.trunk() == 0 ? -sample.index() : sample.trunkHash()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values());
        Collections.shuffle(groups, random);
        return groups.stream().flatMap(List::stream).toList();
    }

    /** The next share of the endless sequence of permutations of a file. */
    private List<StoredSample> ofFile(int file, long epoch) {
        List<StoredSample> all =
                store.samples().stream().filter(sample -> sample.file() == file).toList();
        long from = Math.round(epoch * weights.get(file) * all.size());
        long to = Math.round((epoch + 1) * weights.get(file) * all.size());
        List<StoredSample> chosen = new ArrayList<>();
        List<StoredSample> order = List.of();
        for (long at = from; at < to; at++) {
            int within = (int) (at % all.size());
            if (order.isEmpty() || within == 0) {
                order = new ArrayList<>(all);
                Collections.shuffle(order, random(file, at / all.size()));
            }
            chosen.add(order.get(within));
        }
        return chosen;
    }

    private Random random(int file, long epoch) {
        return new Random((plan.seed() * 31 + epoch) * 1009 + file);
    }

    /** The number of batches of this many epochs; a fraction of an epoch is that fraction of its batches. */
    long batches(double epochs) {
        long whole = (long) epochs;
        long count = IntStream.range(0, (int) whole)
                .mapToLong(epoch -> batches(epoch).size())
                .sum();
        double rest = epochs - whole;
        return rest == 0
                ? count
                : count + (long) Math.ceil(rest * batches(whole).size());
    }
}
