package io.github.qwenvl4j.grounding;

import java.awt.Color;
import java.util.List;

/**
 * A self-contained page: the picture with its regions, and the text below. Hovering highlights a ref together with its
 * marks.
 */
final class Html {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html>
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Regions</title>
            <style>
            body { font: 1rem/1.6 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem; }
            figure { position: relative; margin: 0; line-height: 0; }
            figure img { width: 100%; height: auto; }
            figure svg { position: absolute; inset: 0; width: 100%; height: 100%; }
            p { white-space: pre-wrap; overflow-wrap: anywhere; }
            mark { background: none; color: inherit; border-bottom: 3px solid; cursor: default; }
            mark.on { background: #fe9; }
            svg.dim [data-region]:not(.on) { opacity: .15; }
            </style>
            </head>
            <body>
            """;

    private static final String SCRIPT = """
            <script>
            const parts = document.querySelectorAll('[data-region]');
            const light = region => {
              document.querySelector('svg').classList.toggle('dim', region !== undefined);
              parts.forEach(part => part.classList.toggle('on', part.dataset.region === region));
            };
            parts.forEach(part => {
              for (const event of ['mouseenter', 'focus']) part.addEventListener(event, () => light(part.dataset.region));
              for (const event of ['mouseleave', 'blur']) part.addEventListener(event, () => light());
            });
            </script>
            </body>
            </html>
            """;

    private Html() {}

    static String document(Drawing drawing, String imageUri, GroundedText text) {
        return HEAD
                + "<figure><img alt=\"\" src=\"" + imageUri + "\">\n" + Svg.overlay(drawing) + "</figure>\n<p>"
                + marked(text) + "</p>\n"
                + SCRIPT;
    }

    private static String marked(GroundedText text) {
        StringBuilder out = new StringBuilder();
        List<Color> colours = Palette.of(text.regions());
        int from = 0;
        for (int i = 0; i < text.regions().size(); i++) {
            Region region = text.regions().get(i);
            out.append(Markup.escape(text.text().substring(from, region.start())));
            out.append("<mark tabindex=\"0\" data-region=\"%s\" style=\"border-color: %s\">%s</mark>"
                    .formatted(
                            i,
                            Svg.hex(colours.get(i)),
                            Markup.escape(region.ref().orElse("□"))));
            from = region.end();
        }
        return out.append(Markup.escape(text.text().substring(from))).toString();
    }
}
