package io.github.qwenvl4j.batch.run;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelFailure;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.batch.LabelRow;
import io.github.qwenvl4j.batch.PictureLabeller;
import io.github.qwenvl4j.batch.output.RowFile;
import io.github.qwenvl4j.batch.source.ItemSource;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Labels the pictures of a source whose rows are not in the file yet. */
public final class LabelRun {

    private final PictureLabeller labeller;
    private final RowFile rows;
    private final Precautions precautions;
    private final ErrorShare share;
    private final RunEvents events;
    private final int atATime;
    private final Semaphore free;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** @param maxErrorShare of rows without an answer, above which the run ends */
    public LabelRun(
            PictureLabeller labeller, RowFile rows, Precautions precautions, double maxErrorShare, RunEvents events) {
        this.labeller = labeller;
        this.rows = rows;
        this.precautions = precautions;
        this.share = new ErrorShare(maxErrorShare);
        this.events = events;
        this.atATime = labeller.atATime();
        this.free = new Semaphore(atATime);
    }

    /**
     * Runs to the end of the source. Where {@code stop} becomes true, or what would befall every picture has happened, no more
     * pictures are taken up and those under way are completed.
     *
     * @return whether the source was read to its end
     */
    public boolean label(ItemSource source, BooleanSupplier stop) {
        boolean end;
        try (Stream<LabelItem> items = source.items()) {
            Iterator<LabelItem> next = items.iterator();
            while (!stop.getAsBoolean() && failure.get() == null && next.hasNext()) {
                take(next.next());
            }
            end = !next.hasNext();
        } finally {
            free.acquireUninterruptibly(atATime);
        }
        rethrow(failure.get());
        return end;
    }

    private void take(LabelItem item) {
        String refused = precautions.refused().get(item.source());
        if (refused != null) {
            events.begin(item.source());
            add(item, labeller.refuse(item, new LabelFailure(LabelFailure.CRASH, refused), key -> !rows.has(key)));
            return;
        }
        int places = precautions.alone().contains(item.source()) ? atATime : 1;
        free.acquireUninterruptibly(places);
        events.begin(item.source());
        labeller.submit(item, key -> !rows.has(key)).whenComplete((labelled, problem) -> {
            try {
                if (problem == null) {
                    add(item, labelled);
                } else {
                    failure.compareAndSet(null, problem.getCause() == null ? problem : problem.getCause());
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                free.release(places);
            }
        });
    }

    private void add(LabelItem item, List<LabelRow> labelled) {
        rows.append(labelled);
        events.end(item.source(), labelled);
        share.add(labelled);
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof QwenVlException known) {
            throw new QwenVlException(known.kind(), known.getMessage(), known);
        }
        if (failure != null) {
            throw new IllegalStateException("a picture could not be labelled", failure);
        }
    }
}
