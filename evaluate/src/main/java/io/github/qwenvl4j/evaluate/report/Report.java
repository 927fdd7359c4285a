package io.github.qwenvl4j.evaluate.report;

import io.github.qwenvl4j.evaluate.metric.PairedComparison;
import io.github.qwenvl4j.evaluate.own.OwnMetric;
import io.github.qwenvl4j.evaluate.own.OwnResult;
import io.github.qwenvl4j.evaluate.own.OwnScore;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A run as one HTML page: totals, slices, worst items, and wins and losses against another run.
 *
 * @param addresses of the pictures of the items
 */
public record Report(
        String title, String description, OwnResult result, Optional<Other> other, UnaryOperator<String> addresses) {

    private static final int WORST = 24;
    private static final int WINS = 8;

    /** Another run over the same questions. */
    public record Other(String name, OwnResult result) {}

    /** @param fields whose values make slices */
    public String html(Collection<String> fields) {
        Page page = Page.begin(title, description);
        totals(page);
        other.ifPresent(run -> comparison(page, run));
        fields.forEach(field -> slices(page, field));
        cards(page, "Lowest scores", result.worst(WORST));
        return page.end();
    }

    private void totals(Page page) {
        page.raw(
                "<section><h2>Totals</h2><div class=\"wide\"><table><thead><tr><th>metric</th><th class=\"bar\">0 to 100</th>"
                        + "<th>mean</th><th>95 % interval</th><th>items</th></tr></thead><tbody>\n");
        result.totals().forEach((metric, total) -> row(page, metric.label(), total));
        page.raw("</tbody></table></div>");
        if (result.failed() > 0) {
            page.element(
                    "p class=\"missing\"", "Questions without an answer, which count as wrong: " + result.failed());
        }
        page.raw("</section>\n");
    }

    private static void row(Page page, String name, OwnResult.Total total) {
        double low = 100 * total.interval().low();
        double high = 100 * total.interval().high();
        page.raw("<tr><th scope=\"row\">").text(name).raw("</th>");
        page.raw(String.format(
                Locale.ROOT,
                "<td class=\"bar\"><i style=\"width:%.1f%%\"></i><b style=\"left:%.1f%%;width:%.1f%%\"></b></td>",
                100 * total.interval().mean(),
                low,
                high - low));
        page.raw("<td>" + Page.percent(total.interval().mean()) + "</td>");
        page.raw(String.format(Locale.ROOT, "<td>%.1f – %.1f</td><td>%d</td></tr>%n", low, high, total.items()));
    }

    private void slices(Page page, String field) {
        page.raw("<section>").element("h2", "By " + field);
        page.raw("<div class=\"wide\"><table><thead><tr>").element("th", field);
        page.raw(
                "<th class=\"bar\">0 to 100</th><th>mean</th><th>95 % interval</th><th>items</th></tr></thead><tbody>\n");
        for (OwnMetric metric : result.totals().keySet()) {
            page.raw("<tr class=\"metric\"><th colspan=\"5\">")
                    .text(metric.label())
                    .raw("</th></tr>");
            result.slices(field)
                    .forEach((value, totals) ->
                            Optional.ofNullable(totals.get(metric)).ifPresent(total -> row(page, value, total)));
        }
        page.raw("</tbody></table></div></section>\n");
    }

    private void comparison(Page page, Other run) {
        page.raw("<section>").element("h2", "Against " + run.name());
        page.raw("<div class=\"wide\"><table><thead><tr><th>metric</th><th>change</th><th>95 % interval</th><th>p</th>"
                + "<th>wins</th><th>losses</th><th>ties</th></tr></thead><tbody>\n");
        result.against(run.result()).forEach((metric, comparison) -> row(page, metric, comparison));
        page.raw("</tbody></table></div>");
        page.raw(
                "<p class=\"about\">p: how often exchanging the two runs at random on each question gives a difference at least as "
                        + "large.</p></section>\n");
        Map<String, OwnScore> others = run.result().byId();
        List<OwnScore> both = result.scores().stream()
                .filter(each -> others.containsKey(each.item().id()))
                .toList();
        cards(page, "Wins", differing(both, others, 1), others);
        cards(page, "Losses", differing(both, others, -1), others);
    }

    private static void row(Page page, OwnMetric metric, PairedComparison comparison) {
        page.raw("<tr><th scope=\"row\">").text(metric.label()).raw("</th>");
        page.raw(String.format(
                Locale.ROOT,
                "<td>%+.1f</td><td>%+.1f – %+.1f</td><td>%.3f</td><td>%d</td><td>%d</td><td>%d</td></tr>%n",
                100 * comparison.difference().mean(),
                100 * comparison.difference().low(),
                100 * comparison.difference().high(),
                comparison.pValue(),
                comparison.wins(),
                comparison.losses(),
                comparison.ties()));
    }

    /** Items on which the runs differ most, in one direction. */
    private static List<OwnScore> differing(List<OwnScore> both, Map<String, OwnScore> others, int sign) {
        return both.stream()
                .filter(each -> sign * gain(each, others) > 0)
                .sorted(Comparator.comparingDouble(each -> -sign * gain(each, others)))
                .limit(WINS)
                .toList();
    }

    private static double gain(OwnScore score, Map<String, OwnScore> others) {
        return score.mean() - others.get(score.item().id()).mean();
    }

    private void cards(Page page, String heading, List<OwnScore> scores) {
        cards(page, heading, scores, Map.of());
    }

    private void cards(Page page, String heading, List<OwnScore> scores, Map<String, OwnScore> others) {
        if (scores.isEmpty()) {
            return;
        }
        page.raw("<section>").element("h2", heading);
        page.raw(
                "<p class=\"legend\"><span class=\"expected\"></span> expected <span class=\"answered\"></span> answered</p>");
        page.raw("<div class=\"cards\">\n");
        ItemCard card = new ItemCard(addresses);
        scores.forEach(each -> card.write(
                page, each, Optional.ofNullable(others.get(each.item().id()))));
        page.raw("</div></section>\n");
    }
}
