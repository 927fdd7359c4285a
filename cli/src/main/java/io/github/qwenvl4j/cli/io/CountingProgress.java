package io.github.qwenvl4j.cli.io;

import java.util.function.LongConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on a terminal; nothing elsewhere. */
public final class CountingProgress implements LongConsumer, AutoCloseable {

    private final ProgressBar bar;

    public CountingProgress(String name, long count) {
        bar = Terminals.seesErrors()
                ? new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(count)
                        .setStyle(ProgressBarStyle.ASCII)
                        .showSpeed()
                        .clearDisplayOnFinish()
                        .build()
                : null;
    }

    @Override
    public void accept(long done) {
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
