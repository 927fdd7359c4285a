package io.github.qwenvl4j.evaluate.report;

import io.github.qwenvl4j.evaluate.metric.Calibration;
import java.util.Locale;
import java.util.Map;

/** How far probabilities can be relied on, as one HTML page with a plot for each kind of decision. */
public record ReliabilityReport(String title, String description, Map<String, Calibration> parts) {

    private static final String STYLE =
            "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;"
                    + "color:#22302d;background:#faf8f4}h1{font-size:1.4rem}h2{font-size:1.05rem;margin:0}"
                    + "main{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1.5rem}"
                    + "figure{margin:0}svg{width:100%;height:auto}figcaption{font-size:.9rem;color:#56625d}"
                    + ".frame{fill:#fff;stroke:#e3ded4}.even{stroke:#56625d;stroke-dasharray:4 4}.right{fill:#3d6b63}.missing{fill:none;stroke:#a3402f}"
                    + "text{font:11px system-ui,sans-serif;fill:#56625d}";
    private static final int SIDE = 240;
    private static final int MARGIN = 34;

    public String html() {
        Page page = new Page();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .element("title", title)
                .element("style", STYLE)
                .raw("</head><body>\n")
                .element("h1", title)
                .element("p", description)
                .raw("<main>\n");
        parts.forEach((name, calibration) -> figure(page, name, calibration));
        return page.raw("</main></body></html>\n").toString();
    }

    private static void figure(Page page, String name, Calibration calibration) {
        page.raw("<figure>").element("h2", name);
        page.raw(String.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"share of right decisions by their probability\">",
                SIDE + MARGIN + 6, SIDE + MARGIN + 6));
        page.raw(rectangle("frame", 0, 1, 0, 1)).raw(line());
        calibration.bins().stream().filter(bin -> bin.count() > 0).forEach(bin -> page.raw(bar(bin)));
        page.raw(label(MARGIN + SIDE / 2, SIDE + 28, "probability"));
        page.raw(label(MARGIN, SIDE + 18, "0")).raw(label(MARGIN + SIDE, SIDE + 18, "1"));
        page.raw(label(14, SIDE + 2, "0")).raw(label(14, 12, "1")).raw(label(14, SIDE / 2, "right"));
        page.raw("</svg>\n").element("figcaption", caption(calibration)).raw("</figure>\n");
    }

    /** What a reader needs without the plot. */
    private static String caption(Calibration calibration) {
        return String.format(
                Locale.ROOT,
                "%d decisions: %.1f %% right, mean probability %.1f %%, expected calibration error %.1f %%",
                calibration.count(),
                100 * calibration.accuracy(),
                100 * calibration.confidence(),
                100 * calibration.error());
    }

    /** As high as the share of right decisions; an empty frame as high as their mean probability. */
    private static String bar(Calibration.Bin bin) {
        double gap = (bin.to() - bin.from()) / 10;
        return "<g><title>%s</title>"
                        .formatted(String.format(
                                Locale.ROOT,
                                "%d decisions from %.1f to %.1f: %.1f %% right",
                                bin.count(),
                                bin.from(),
                                bin.to(),
                                100 * bin.accuracy()))
                + rectangle("right", bin.from() + gap, bin.to() - gap, 0, bin.accuracy())
                + rectangle("missing", bin.from() + gap, bin.to() - gap, 0, bin.confidence())
                + "</g>";
    }

    private static String rectangle(String kind, double left, double right, double low, double high) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                kind,
                MARGIN + left * SIDE,
                4 + (1 - high) * SIDE,
                (right - left) * SIDE,
                (high - low) * SIDE);
    }

    private static String line() {
        return "<line class=\"even\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"4\"/>"
                .formatted(MARGIN, SIDE + 4, MARGIN + SIDE);
    }

    private static String label(int x, int y, String text) {
        return "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>".formatted(x, y, text);
    }
}
