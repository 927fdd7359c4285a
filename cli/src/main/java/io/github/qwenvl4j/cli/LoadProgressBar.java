package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.OpenOptions;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on a terminal how a checkpoint is loaded, once that takes long enough to be noticed. */
final class LoadProgressBar implements OpenOptions.LoadProgress, AutoCloseable {

    private static final long PATIENCE_NANOS = 700_000_000;

    private final boolean terminal = Boolean.getBoolean("qwenvl.terminal");
    private final long start = System.nanoTime();
    private ProgressBar bar;

    @Override
    public void loaded(long bytes, long total) {
        if (bar == null && terminal && System.nanoTime() - start > PATIENCE_NANOS) {
            bar = new ProgressBarBuilder()
                    .setTaskName("loading")
                    .setInitialMax(total)
                    .setUnit(" MB", 1_000_000)
                    .setStyle(ProgressBarStyle.ASCII)
                    .clearDisplayOnFinish()
                    .build();
        }
        if (bar != null) {
            bar.stepTo(Math.min(bytes, total));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
