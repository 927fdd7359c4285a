package io.github.qwenvl4j.grounding;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The overlay of a picture as shapes in pixel coordinates: computed once, then painted or written as vector graphics.
 */
record Drawing(int width, int height, float lineWidth, List<Outline> outlines, List<Plate> plates) {

    private static final int SMALLEST_FONT = 15;
    private static final double ASCENT = 0.95;
    private static final double LINE_HEIGHT = 1.25;
    private static final double PADDING = 0.25;

    /** The outline of a mark. {@code region} is the index of its region. */
    record Outline(int region, Color colour, Shape shape) {}

    /** A label: its text as shapes, on a dark plate. */
    record Plate(int region, String label, Rectangle2D area, Shape text) {}

    static Drawing of(List<Region> regions, int width, int height) {
        int fontSize = Math.max((int) Math.sqrt((double) width * height) / 30, SMALLEST_FONT);
        List<Color> colours = Palette.of(regions);
        List<Outline> outlines = new ArrayList<>();
        List<Plate> plates = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            for (Mark mark : regions.get(i).marks()) {
                Shape shape = shape(mark, width, height);
                outlines.add(new Outline(i, colours.get(i), shape));
                if (!regions.get(i).label().isEmpty()) {
                    Rectangle2D picture = new Rectangle2D.Double(0, 0, width, height);
                    plates.add(plate(i, regions.get(i).label(), fontSize, shape, picture, plates));
                }
            }
        }
        return new Drawing(width, height, Math.max(fontSize / 4, 1), outlines, plates);
    }

    private static Shape shape(Mark mark, int width, int height) {
        if (mark instanceof Box box) {
            PixelBox p = box.toPixels(width, height);
            return new Rectangle2D.Double(p.x1(), p.y1(), p.x2() - p.x1(), p.y2() - p.y1());
        }
        return ((Quad) mark).toPixels(width, height);
    }

    private static Plate plate(
            int region, String label, int fontSize, Shape mark, Rectangle2D picture, List<Plate> others) {
        LabelFont font = LabelFont.get();
        double padding = PADDING * fontSize;
        String shown = font.fitted(label, fontSize, picture.getWidth() - 2 * padding);
        Rectangle2D area = place(
                mark.getBounds2D(), font.width(shown, fontSize) + 2 * padding, LINE_HEIGHT * fontSize, picture, others);
        AffineTransform toBaseline =
                AffineTransform.getTranslateInstance(area.getX() + padding, area.getY() + ASCENT * fontSize);
        return new Plate(region, label, area, toBaseline.createTransformedShape(font.outline(shown, fontSize)));
    }

    /** The first free position around or inside the mark; its top-left corner if none is free. */
    private static Rectangle2D place(Rectangle2D mark, double w, double h, Rectangle2D picture, List<Plate> others) {
        double right = mark.getMaxX() - w;
        List<Rectangle2D> places = Stream.of(
                        new Rectangle2D.Double(mark.getX(), mark.getY() - h, w, h),
                        new Rectangle2D.Double(mark.getX(), mark.getY(), w, h),
                        new Rectangle2D.Double(mark.getX(), mark.getMaxY(), w, h),
                        new Rectangle2D.Double(mark.getX(), mark.getMaxY() - h, w, h),
                        new Rectangle2D.Double(right, mark.getY() - h, w, h),
                        new Rectangle2D.Double(right, mark.getY(), w, h),
                        new Rectangle2D.Double(right, mark.getMaxY(), w, h))
                .map(place -> inside(picture, place))
                .toList();
        return places.stream()
                .filter(place -> others.stream().noneMatch(other -> other.area().intersects(place)))
                .findFirst()
                .orElse(places.get(1));
    }

    private static Rectangle2D inside(Rectangle2D picture, Rectangle2D area) {
        double x = Math.max(0, Math.min(area.getX(), picture.getWidth() - area.getWidth()));
        double y = Math.max(0, Math.min(area.getY(), picture.getHeight() - area.getHeight()));
        return new Rectangle2D.Double(x, y, area.getWidth(), area.getHeight());
    }
}
