package io.github.qwenvl4j.batch.report;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelAnswer;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.batch.LabelRow;
import io.github.qwenvl4j.batch.PictureLabeller;
import io.github.qwenvl4j.batch.source.ItemSource;
import io.github.qwenvl4j.evaluate.metric.GroundedBox;
import io.github.qwenvl4j.evaluate.report.DrawnPicture;
import io.github.qwenvl4j.evaluate.report.Page;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page with the rows of some pictures, their boxes drawn, to be looked at before many hours are spent. */
public final class SampleReport {

    private static final double SECONDS_PER_HOUR = 3600;

    private final PictureLabeller labeller;
    private final ImageLoader images;

    public SampleReport(PictureLabeller labeller, ImageLoader images) {
        this.labeller = labeller;
        this.images = images;
    }

    /** Pictures drawn from a source, each with the same probability; the same ones each time. */
    public static List<LabelItem> draw(ItemSource source, int count) {
        List<LabelItem> drawn = new ArrayList<>();
        Random random = new Random(count);
        long[] seen = {0};
        try (Stream<LabelItem> items = source.items()) {
            items.forEach(item -> {
                long place = seen[0]++ < count ? drawn.size() : random.nextLong(seen[0]);
                if (place == drawn.size() && drawn.size() < count) {
                    drawn.add(item);
                } else if (place < count) {
                    drawn.set((int) place, item);
                }
            });
        }
        return drawn;
    }

    /** @param title of the page @param total pictures of the source */
    public String html(String title, List<LabelItem> items, long total) {
        long start = System.nanoTime();
        List<CompletableFuture<List<LabelRow>>> all =
                items.stream().map(labeller::submit).toList();
        List<List<LabelRow>> rows = all.stream().map(SampleReport::wait).toList();
        double seconds = (System.nanoTime() - start) / 1e9;
        Page page = Page.begin(
                title,
                String.format(
                        Locale.ROOT,
                        "%d of %,d pictures, %d questions, computed in %.1f s; all of them would take about %.1f hours",
                        items.size(),
                        total,
                        labeller.spec().questions().size(),
                        seconds,
                        seconds / items.size() * total / SECONDS_PER_HOUR));
        page.raw("<section class=\"cards\">");
        for (int i = 0; i < items.size(); i++) {
            card(page, items.get(i), rows.get(i));
        }
        return page.raw("</section>").end();
    }

    private static List<LabelRow> wait(CompletableFuture<List<LabelRow>> rows) {
        try {
            return rows.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof QwenVlException known ? known : e;
        }
    }

    private void card(Page page, LabelItem item, List<LabelRow> rows) {
        page.raw("<article>");
        picture(page, item, rows);
        page.element("h3", item.source()).raw("<dl>");
        for (LabelRow row : rows) {
            page.element("dt", row.question());
            page.element(
                    "dd",
                    row.answer()
                            .map(SampleReport::said)
                            .orElseGet(() -> row.failure()
                                    .map(failure -> failure.kind() + ": " + failure.message())
                                    .orElse("")));
        }
        page.raw("</dl></article>\n");
    }

    private static String said(LabelAnswer answer) {
        String probabilities = answer.probabilities().entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%s %.3f", each.getKey(), each.getValue()))
                .collect(Collectors.joining(", "));
        return probabilities.isEmpty() ? answer.text() : answer.text() + " (" + probabilities + ")";
    }

    private void picture(Page page, LabelItem item, List<LabelRow> rows) {
        try {
            List<GroundedBox> boxes = rows.stream()
                    .flatMap(row -> row.answer().stream())
                    .flatMap(answer -> answer.boxes().stream())
                    .map(box -> new GroundedBox(box.x1(), box.y1(), box.x2(), box.y2()))
                    .toList();
            new DrawnPicture(pixels(item), List.of(), boxes).write(page);
        } catch (QwenVlException e) {
            page.element("p class=\"missing\"", e.getMessage()); // the rows tell the same
        }
    }

    private RgbImage pixels(LabelItem item) {
        LabelItem.Content content = item.loaded(images).content();
        LabelItem.Bytes file = (LabelItem.Bytes) content;
        return images.decode(file.file(), file.page(), item.source());
    }
}
