package io.github.qwenvl4j.cli.model;

import io.github.qwenvl4j.cli.io.Terminals;
import io.github.qwenvl4j.hub.PullProgress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows the progress of a download on a terminal. */
final class PullProgressBar implements PullProgress, AutoCloseable {

    private ProgressBar bar;

    @Override
    public void begin(int files, long bytes) {
        if (bytes > 0 && Terminals.seesErrors()) {
            bar = new ProgressBarBuilder()
                    .setTaskName("pulling")
                    .setInitialMax(bytes)
                    .setUnit(" MB", 1_000_000)
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed()
                    .clearDisplayOnFinish()
                    .build();
        }
    }

    @Override
    public void file(String path) {
        if (bar != null) {
            bar.setExtraMessage(" " + path);
        }
    }

    @Override
    public void received(long bytes) {
        if (bar != null) {
            bar.stepBy(bytes);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
