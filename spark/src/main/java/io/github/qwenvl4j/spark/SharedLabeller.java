package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.batch.LabelSpec;
import io.github.qwenvl4j.batch.PictureLabeller;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * The one model of an executor's JVM, opened by the first task and used by all. It stays open for later jobs; a job with another
 * specification closes it once no task uses it.
 */
final class SharedLabeller implements AutoCloseable {

    private static SharedLabeller current;

    private final LabelPlan plan;
    private final PictureLabeller labeller;
    private final LabelMetrics metrics;
    private final List<Long> users = new ArrayList<>(); // tasks

    private SharedLabeller(LabelPlan plan) {
        this.plan = plan;
        LabelSpec spec = ModelPlace.local(LabelSpec.parse(plan.spec()));
        if (!spec.fingerprints().equals(plan.fingerprints())) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    spec.directory()
                            + ": the model on this machine, or its version of qwenvl4j, is not that of the driver");
        }
        OpenOptions machine = OpenOptions.defaults()
                .withBatch(plan.options().batch())
                .withQueue(4 * plan.options().batch())
                .withSessionBytes(plan.options().sessionBytes());
        int threads = threads();
        this.labeller = PictureLabeller.open(spec, threads == 0 ? machine : machine.withThreads(threads));
        this.metrics = LabelMetrics.registered();
    }

    /** The processors of a task where it has several, else those of the executor; 0 where the model chooses. */
    private static int threads() {
        TaskContext task = TaskContext.get();
        if (task != null && task.cpus() > 1) {
            return task.cpus();
        }
        SparkConf conf = SparkEnv.get().conf();
        return conf.contains("spark.executor.cores") ? conf.getInt("spark.executor.cores", 1) : 0;
    }

    /** To be closed by the task when it is done. */
    static SharedLabeller acquire(LabelPlan plan) {
        synchronized (SharedLabeller.class) {
            Long task = task();
            while (current != null && !current.plan.equals(plan) && !current.users.isEmpty()) {
                if (current.users.contains(task)) {
                    throw new QwenVlException(
                            "a task cannot label by two specifications: write the rows of the first before the second");
                }
                await();
            }
            if (current != null && !current.plan.equals(plan)) {
                current.labeller.close();
                current = null;
            }
            if (current == null) {
                current = new SharedLabeller(plan);
            }
            current.users.add(task);
            return current;
        }
    }

    private static Long task() {
        return TaskContext.get() == null ? -1L : TaskContext.get().taskAttemptId();
    }

    private static void await() {
        try {
            SharedLabeller.class.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QwenVlException(Kind.CANCELLED, "the task was interrupted", e);
        }
    }

    PictureLabeller labeller() {
        return labeller;
    }

    LabelMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        synchronized (SharedLabeller.class) {
            users.remove(task());
            SharedLabeller.class.notifyAll();
        }
    }
}
