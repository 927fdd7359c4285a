package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** A table that adapters can bring for their own rows. @param module its full name */
record AdaptedTable(Table base, String module) implements Table {

    @Override
    public Tensor rows(int... ids) {
        return base.rows(ids);
    }

    @Override
    public Tensor rows(int[] ids, RowAdapters adapters) {
        Tensor x = base.rows(ids);
        for (RowAdapters.Run run : adapters.runs()) {
            Optional<Table> own = run.layers().table(module);
            if (own.isPresent()) {
                int end = run.start() + Math.toIntExact(run.of(ids.length));
                int[] index = IntStream.range(run.start(), end).toArray();
                x = x.withRows(index, own.get().rows(Arrays.copyOfRange(ids, run.start(), end)));
            }
        }
        return x;
    }
}
