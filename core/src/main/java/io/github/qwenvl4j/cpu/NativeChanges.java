package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.nn.AdaptedLinear;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LowRank;
import io.github.qwenvl4j.nn.RowAdapters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What adapters add to the stacks of layers, as native code reads it: {@code stacks.h}. The weights must live at least
 * as long.
 */
final class NativeChanges {

    /** Of no adapter. */
    static final NativeChanges NONE = new NativeChanges(0, new Longs(), new Longs());

    private final int count;
    private final Longs changes;
    private final Longs spans;

    private NativeChanges(int count, Longs changes, Longs spans) {
        this.count = count;
        this.changes = changes;
        this.spans = spans;
    }

    /**
     * Those of all stacks.
     *
     * @param stacks in the order of native code's numbers
     * @param rows of the step
     * @return nothing where an adapter changes a layer in a way that native code does not know
     */
    static Optional<NativeChanges> of(List<Linear> stacks, RowAdapters adapters, long rows) {
        if (adapters.isEmpty()) {
            return Optional.of(NONE);
        }
        List<long[]> changes = new ArrayList<>();
        LongStream.Builder spans = LongStream.builder();
        for (Linear stack : stacks) {
            spans.add(changes.size());
            for (RowAdapters.Run run : adapters.runs()) {
                if (stack instanceof AdaptedLinear adapted && !add(adapted, run, rows, changes)) {
                    return Optional.empty();
                }
            }
            spans.add(changes.size());
        }
        long[] all = changes.stream().flatMapToLong(LongStream::of).toArray();
        return Optional.of(new NativeChanges(
                changes.size(), new Longs(all), new Longs(spans.build().toArray())));
    }

    private static boolean add(AdaptedLinear stack, RowAdapters.Run run, long rows, List<long[]> changes) {
        long column = 0;
        for (AdaptedLinear.Part part : stack.parts()) {
            if (run.layers().linear(part.module()).isPresent()) {
                return false;
            }
            Optional<LowRank> change = run.layers().change(part.module());
            if (change.isPresent()) {
                if (!single(change.get().down()) || !single(change.get().up())) {
                    return false;
                }
                changes.add(LongStream.concat(
                                LongStream.of(run.start(), run.of(rows), column), described(stack, part, change.get()))
                        .toArray());
            }
            column += part.outputs();
        }
        return true;
    }

    private static boolean single(Linear linear) {
        return linear instanceof CpuLinear cpu && cpu.layers().size() == 1;
    }

    private static LongStream described(AdaptedLinear stack, AdaptedLinear.Part part, LowRank change) {
        NativeLayer down = ((CpuLinear) change.down()).layers().get(0);
        NativeLayer up = ((CpuLinear) change.up()).layers().get(0);
        long inputs = ((CpuLinear) stack.base()).layers().get(0).inputs();
        if (down.inputs() != inputs || up.inputs() != down.outputs() || up.outputs() != part.outputs()) {
            throw new IllegalArgumentException("a change of " + part.module() + " has other sizes than the layer");
        }
        return LongStream.concat(LongStream.of(down.described()), LongStream.of(up.described()));
    }

    /** The address of all changes; 0 where there are none. */
    long changes() {
        return count == 0 ? 0 : changes.address();
    }

    /** The address of a span of them for each stack. */
    long spans() {
        return spans.address();
    }

    /** To be called when native code has read them. */
    void keep() {
        changes.keep();
        spans.keep();
    }
}
