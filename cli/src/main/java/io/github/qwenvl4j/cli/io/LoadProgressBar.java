package io.github.qwenvl4j.cli.io;

import io.github.qwenvl4j.OpenOptions;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows the progress of loading a checkpoint on a terminal, unless it is quick. */
public final class LoadProgressBar implements OpenOptions.LoadProgress, AutoCloseable {

    private static final long PATIENCE_NANOS = 700_000_000;

    private final long start = System.nanoTime();
    private boolean decided;
    private ProgressBar bar;

    @Override
    public void loaded(long bytes, long total) {
        if (!decided && System.nanoTime() - start > PATIENCE_NANOS) {
            decided = true;
            bar = bar(total);
        }
        if (bar != null) {
            bar.stepTo(Math.min(bytes, total));
        }
    }

    private static ProgressBar bar(long total) {
        return Terminals.seesErrors()
                ? new ProgressBarBuilder()
                        .setTaskName("loading")
                        .setInitialMax(total)
                        .setUnit(" MB", 1_000_000)
                        .setStyle(ProgressBarStyle.ASCII)
                        .clearDisplayOnFinish()
                        .build()
                : null;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
