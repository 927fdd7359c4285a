package io.github.qwenvl4j.grounding;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Writes a {@link Drawing} as SVG. Labels are outlines, so that they look the same in every viewer; their text is in a
 * title element.
 */
final class Svg {

    private static final String COMMANDS = "MLQCZ";
    private static final int[] NUMBERS = {2, 2, 4, 6, 0};

    private Svg() {}

    /** A complete picture with {@code imageUri} embedded below the drawing. */
    static String document(Drawing drawing, String imageUri) {
        String image = "<image href=\"%s\" width=\"%s\" height=\"%s\"/>\n"
                .formatted(imageUri, drawing.width(), drawing.height());
        return element(drawing, image);
    }

    /** Only the drawing, as an overlay for the picture. */
    static String overlay(Drawing drawing) {
        return element(drawing, "");
    }

    static String hex(Color colour) {
        return "#%06x".formatted(colour.getRGB() & 0xFFFFFF);
    }

    private static String element(Drawing drawing, String background) {
        StringBuilder out = new StringBuilder();
        out.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$s\" height=\"%2$s\" viewBox=\"0 0 %1$s %2$s\">\n"
                        .formatted(drawing.width(), drawing.height()));
        out.append(background);
        for (Drawing.Outline outline : drawing.outlines()) {
            out.append("<path data-region=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" d=\"%s\"/>\n"
                    .formatted(
                            outline.region(),
                            hex(outline.colour()),
                            number(drawing.lineWidth()),
                            path(outline.shape())));
        }
        for (Drawing.Plate plate : drawing.plates()) {
            out.append(
                    "<g data-region=\"%s\"><title>%s</title>".formatted(plate.region(), Markup.escape(plate.label())));
            out.append("<path fill=\"#000\" fill-opacity=\"%s\" d=\"%s\"/>"
                    .formatted(number(BoxPainter.PLATE_OPACITY), path(plate.area())));
            out.append("<path fill=\"#fff\" d=\"%s\"/></g>\n".formatted(path(plate.text())));
        }
        return out.append("</svg>\n").toString();
    }

    private static String path(Shape shape) {
        StringBuilder out = new StringBuilder();
        double[] values = new double[6];
        for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
            int segment = i.currentSegment(values);
            out.append(COMMANDS.charAt(segment));
            for (int k = 0; k < NUMBERS[segment]; k++) {
                out.append(k == 0 ? "" : " ").append(number(values[k]));
            }
        }
        return out.toString();
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
