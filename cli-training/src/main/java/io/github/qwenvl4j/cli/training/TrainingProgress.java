package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.io.Terminals;
import io.github.qwenvl4j.train.data.DataReport;
import io.github.qwenvl4j.train.run.TrainingRun;
import io.github.qwenvl4j.train.sample.Contents;
import io.github.qwenvl4j.train.sample.SkippedData;
import io.github.qwenvl4j.train.stage.MemoryEstimate;
import io.github.qwenvl4j.train.stage.Stage;
import io.github.qwenvl4j.train.stage.StagePreset;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows the progress of a training run: a bar on a terminal, otherwise a line at intervals. */
final class TrainingProgress implements TrainingRun.Listener, AutoCloseable {

    private static final int NAMED = 10;
    private static final double SMOOTHING = 0.95;

    private final PrintWriter out;
    private final long every;
    private ProgressBar bar;
    private long steps;
    private long last;
    private double seconds;
    private double samples;
    private double tokens;
    private double updates;
    private double loss;

    /** @param every updates between lines if there is no terminal */
    TrainingProgress(PrintWriter out, long every) {
        this.out = out;
        this.every = every;
    }

    @Override
    public void estimated(MemoryEstimate estimate) {
        print("%s", new EstimateText(estimate).summary());
    }

    @Override
    public void computesIn(StagePreset.Compute compute) {
        print(
                "compute: %s, because this processor has no products of the preset's type",
                compute.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void read(DataReport report) {
        print(
                "data %s: %s, %,d samples, %,d pictures%s",
                report.file(),
                report.contents().map(Contents::described).orElse("not readable to its end"),
                report.usable(),
                report.pictures(),
                report.dropped().size() > 0
                        ? text("; %,d bad records skipped", report.dropped().size())
                        : "");
        report.faults().values().stream()
                .flatMap(places -> places.first().stream())
                .limit(report.dropped().size() > 0 ? NAMED : 0)
                .forEach(place -> print("skipped %s", place));
    }

    @Override
    public void begun(StagePreset preset, long step) {
        steps = preset.steps();
        print("%s: %s %d of %d updates", preset.stage(), step == 0 ? "starts," : "resumes after", step, steps);
        last = System.nanoTime();
        if (Terminals.seesErrors()) {
            bar = new ProgressBarBuilder()
                    .setTaskName(preset.stage())
                    .setInitialMax(steps)
                    .startsFrom(step, Duration.ZERO)
                    .setStyle(ProgressBarStyle.ASCII)
                    .build();
        }
    }

    @Override
    public void updated(Stage.Update update) {
        measure(update);
        String numbers =
                text("loss %.4f  %.1f samples/s  %,.0f tokens/s", loss / updates, samples / seconds, tokens / seconds);
        if (bar != null) {
            bar.stepTo(update.step());
            bar.setExtraMessage(numbers);
        } else if (update.step() % every == 0 || update.step() == steps) {
            long left = (long) (seconds / updates * (steps - update.step()));
            print(
                    "update %d/%d  %s  rate %.2e  ETA %d:%02d:%02d",
                    update.step(), steps, numbers, update.learningRate(), left / 3600, left / 60 % 60, left % 60);
        }
    }

    /** Exponentially weighted sums over about the last twenty updates. */
    private void measure(Stage.Update update) {
        long now = System.nanoTime();
        seconds = SMOOTHING * seconds + (now - last) / 1e9;
        samples = SMOOTHING * samples + update.samples();
        tokens = SMOOTHING * tokens + update.tokens();
        loss = SMOOTHING * loss + update.loss();
        updates = SMOOTHING * updates + 1;
        last = now;
    }

    @Override
    public void heldOut(long step, Map<String, Double> losses) {
        print("held-out loss after %d updates:%s", step, listed("%.4f", 1, losses));
        last = System.nanoTime();
    }

    @Override
    public void scored(long step, Map<String, Double> scores) {
        print("scores after %d updates:%s", step, listed("%.1f %%", 100, scores));
        last = System.nanoTime();
    }

    private static String listed(String format, double factor, Map<String, Double> values) {
        return values.entrySet().stream()
                .map(entry -> "  " + entry.getKey() + " " + text(format, factor * entry.getValue()))
                .collect(Collectors.joining());
    }

    @Override
    public void finished(SkippedData skipped) {
        if (skipped.brokenCount() + skipped.tooLongCount() > 0) {
            print(
                    "skipped: %d broken lines or pictures (skipped.log), %d samples longer than maxLength",
                    skipped.brokenCount(), skipped.tooLongCount());
            skipped.broken().stream().limit(NAMED).forEach(line -> print("skipped %s", line));
        }
    }

    private void print(String format, Object... values) {
        out.println(text(format, values));
        out.flush();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
