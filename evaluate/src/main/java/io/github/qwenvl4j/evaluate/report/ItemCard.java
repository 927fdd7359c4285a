package io.github.qwenvl4j.evaluate.report;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.evaluate.own.OwnItem;
import io.github.qwenvl4j.evaluate.own.OwnScore;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.RgbImage;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** One question with its picture, what is expected, and what was answered. */
record ItemCard(UnaryOperator<String> addresses) {

    /** @param other the answer of the run that this one is compared with */
    void write(Page page, OwnScore score, Optional<OwnScore> other) {
        OwnItem item = score.item();
        page.raw("<article>");
        item.pictures().stream().findFirst().ifPresent(picture -> picture(page, picture, score));
        page.element("h3", item.question());
        page.raw("<dl>");
        term(page, "expected", expected(item));
        score.answer()
                .failure()
                .ifPresentOrElse(
                        failure -> term(page, "failed", failure),
                        () -> term(page, "answered", score.answer().text()));
        other.ifPresent(each -> term(page, "other run", each.answer().text()));
        page.raw("</dl><p class=\"scores\">");
        score.scores()
                .forEach((metric, value) -> page.raw(
                                "<span class=\"" + (value >= 1 ? "right" : value > 0 ? "partly" : "wrong") + "\">")
                        .text(metric.label() + " " + Page.percent(value))
                        .raw("</span> "));
        page.raw("<span class=\"id\">").text(item.id()).raw("</span></p></article>\n");
    }

    private void picture(Page page, String path, OwnScore score) {
        try {
            RgbImage picture = ImageLoader.standard().load(addresses.apply(path));
            new DrawnPicture(
                            picture,
                            score.item().boxes().orElse(List.of()),
                            score.answer().boxes())
                    .write(page);
        } catch (QwenVlException e) {
            page.element("p class=\"missing\"", e.getMessage()); // the question failed for this reason
        }
    }

    private static void term(Page page, String name, String text) {
        page.element("dt", name).element("dd", text.isBlank() ? "(nothing)" : text);
    }

    private static String expected(OwnItem item) {
        StringBuilder text = new StringBuilder(String.join(" | ", item.answers()));
        if (!item.choices().isEmpty()) {
            text.append(" of ").append(String.join(", ", item.choices()));
        }
        item.regex()
                .map(Pattern::pattern)
                .ifPresent(regex -> text.append(" /").append(regex).append('/'));
        item.json().ifPresent(json -> text.append(' ').append(json));
        item.boxes()
                .ifPresent(boxes -> text.append(text.isEmpty() ? "" : ", ")
                        .append(boxes.size())
                        .append(boxes.size() == 1 ? " box" : " boxes"));
        return text.toString().strip();
    }
}
