package io.github.qwenvl4j.evaluate.own;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.evaluate.metric.GroundedBox;
import io.github.qwenvl4j.evaluate.run.InOrder;
import io.github.qwenvl4j.evaluate.run.RunLog;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.GroundedText;
import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.grounding.PixelBox;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * One's own questions, and the folder of their answers.
 *
 * @param images where relative paths of pictures begin
 */
public record OwnRun(Path data, Path images, long limit, int maxNewTokens) {

    private static final String LOG = "answers.jsonl";

    /** The questions; a mistake in the file is an error that names the line. */
    public List<OwnItem> items() {
        List<OwnItem> items = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        try (JsonRecords records = JsonRecords.open(data, "")) {
            Optional<JsonRecord> each = records.next();
            while (each.isPresent() && items.size() < limit) {
                OwnItem item = OwnItem.of(each.get());
                if (lines.putIfAbsent(item.id(), items.size()) != null) {
                    throw new QwenVlException(
                            Kind.FILE, each.get().place() + ": the id " + item.id() + " is given twice");
                }
                items.add(item);
                each = records.next();
            }
        }
        if (items.isEmpty()) {
            throw new QwenVlException(Kind.FILE, data + ": has no question");
        }
        return items;
    }

    /** Asks the questions that the folder has no answer to. */
    public void ask(List<OwnItem> items, Asker asker, Path folder, String model, LongConsumer progress) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("data", data.toString());
        settings.put("model", model);
        settings.put("max_new_tokens", maxNewTokens);
        try (RunLog log = RunLog.open(folder.resolve(LOG), settings)) {
            InOrder<OwnItem> open = new InOrder<>(2 * asker.batch(), (item, outcome) -> {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("id", item.id());
                line.put(outcome.failed() ? "failed" : "answer", outcome.failed() ? outcome.failure() : outcome.text());
                log.add(line);
                progress.accept(log.done());
            });
            items.stream().skip(log.done()).forEach(item -> open.put(item, answer(asker, item)));
            open.finish();
        }
    }

    private CompletableFuture<String> answer(Asker asker, OwnItem item) {
        try {
            return asker.ask(
                    item.asked(), item.pictures().stream().map(this::address).toList(), maxNewTokens);
        } catch (QwenVlException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A path below the folder of pictures, or an address as it is. */
    public String address(String picture) {
        return picture.matches("(?i)[a-z][a-z0-9+.-]+:.*")
                ? picture
                : images.resolve(picture).toString();
    }

    /** Scores the answers in a folder; questions without one count as failed. */
    public OwnResult score(List<OwnItem> items, Path folder) {
        if (!Files.exists(folder.resolve(LOG))) {
            throw new QwenVlException(Kind.FILE, folder + ": holds no run: there is no " + LOG);
        }
        Map<String, JsonRecord> answers = new HashMap<>();
        RunLog.forEach(folder.resolve(LOG), each -> answers.put(each.text("id"), each));
        return new OwnResult(items.stream()
                .map(item -> OwnScore.of(item, answer(item, Optional.ofNullable(answers.get(item.id())))))
                .toList());
    }

    private OwnAnswer answer(OwnItem item, Optional<JsonRecord> line) {
        if (line.isEmpty() || line.get().optionalText("answer").isEmpty()) {
            String reason = line.flatMap(each -> each.optionalText("failed")).orElse("was not asked");
            return new OwnAnswer("", List.of(), Optional.of(reason));
        }
        String text = line.get().text("answer");
        GroundedText tagged = GroundingForm.TAGS.parse(text);
        GroundedText places = tagged.boxes().isEmpty() ? GroundingForm.JSON.parse(text) : tagged;
        boolean drawn = item.boxes().isPresent()
                && !item.pictures().isEmpty()
                && !places.boxes().isEmpty();
        return new OwnAnswer(tagged.text(), drawn ? pixels(item, places.boxes()) : List.of(), Optional.empty());
    }

    private List<GroundedBox> pixels(OwnItem item, List<Box> boxes) {
        RgbImage picture = ImageLoader.standard().load(address(item.pictures().get(0)));
        return boxes.stream()
                .map(box -> box.toPixels(picture.width(), picture.height()))
                .map(OwnRun::corners)
                .toList();
    }

    private static GroundedBox corners(PixelBox box) {
        return new GroundedBox(box.x1(), box.y1(), box.x2(), box.y2());
    }
}
