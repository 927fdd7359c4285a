package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.batch.LabelRow;
import io.github.qwenvl4j.batch.run.ErrorShare;
import io.github.qwenvl4j.image.ImageLoader;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/** Labels the pictures of a partition, in their order, with the model of the executor. */
record PartitionLabels(LabelPlan plan, PictureColumns columns, JobCounters counters)
        implements MapPartitionsFunction<Row, Row> {

    @Override
    public Iterator<Row> call(Iterator<Row> pictures) {
        if (!pictures.hasNext()) {
            return pictures; // no model is opened for nothing
        }
        SharedLabeller shared = SharedLabeller.acquire(plan);
        TaskContext task = TaskContext.get();
        if (task == null) {
            throw new IllegalStateException("labels are made by tasks");
        }
        TaskCompletionListener close = context -> shared.close();
        task.addTaskCompletionListener(close);
        return new Labels(new PagedRows(pictures), shared);
    }

    /** Each page of a document is a picture. */
    private final class PagedRows implements Iterator<LabelItem> {

        private final ImageLoader images = ImageLoader.standard();
        private final Iterator<Row> rows;
        private Iterator<LabelItem> pages = Collections.emptyIterator();

        PagedRows(Iterator<Row> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (!pages.hasNext() && rows.hasNext()) {
                pages = columns.item(rows.next()).pages(images).iterator();
            }
            return pages.hasNext();
        }

        @Override
        public LabelItem next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return pages.next();
        }
    }

    /** Keeps so many pictures under way as the model computes at a time. */
    private final class Labels implements Iterator<Row> {

        private final Iterator<LabelItem> pictures;
        private final SharedLabeller shared;
        private final Deque<CompletableFuture<List<LabelRow>>> underWay = new ArrayDeque<>();
        private final Deque<Row> ready = new ArrayDeque<>();
        private final ErrorShare share = new ErrorShare(plan.options().maxErrorShare());

        Labels(Iterator<LabelItem> pictures, SharedLabeller shared) {
            this.pictures = pictures;
            this.shared = shared;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && (pictures.hasNext() || !underWay.isEmpty())) {
                while (pictures.hasNext() && underWay.size() < shared.labeller().atATime()) {
                    underWay.add(shared.labeller().submit(pictures.next()));
                }
                take(underWay.remove());
            }
            return !ready.isEmpty();
        }

        private void take(CompletableFuture<List<LabelRow>> done) {
            List<LabelRow> rows = result(done);
            counters.count(rows);
            for (LabelRow row : rows) {
                shared.metrics().count(row);
                ready.add(RowSchema.labelled(row, plan.fingerprints().get(row.question())));
            }
            share.add(rows);
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }
    }

    /** The rows, or what befell every picture. */
    static <T> T result(CompletableFuture<T> done) {
        Function<Throwable, RuntimeException> unknown =
                cause -> new IllegalStateException("a picture was not labelled", cause);
        try {
            return done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof QwenVlException known ? known : unknown.apply(e.getCause());
        }
    }
}
