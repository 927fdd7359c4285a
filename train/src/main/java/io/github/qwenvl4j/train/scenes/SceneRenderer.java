package io.github.qwenvl4j.train.scenes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;

/** Draws scenes with Java2D. Stateless. */
public final class SceneRenderer {

    private SceneRenderer() {}

    /** The picture, {@code TYPE_INT_RGB}, of the scene's size. */
    public static BufferedImage render(Scene scene) {
        double shrink = scene.capture().shrink();
        int width = (int) Math.ceil(scene.width() / shrink);
        int height = (int) Math.ceil(scene.height() / shrink);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        BackgroundPainter.paint(scene.background(), image);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale((double) width / scene.width(), (double) height / scene.height());
        scene.objects().forEach(object -> draw(object, graphics));
        scene.signs().forEach(sign -> draw(sign, graphics));
        graphics.dispose();
        return CaptureEffects.apply(scene.capture(), image, scene.width(), scene.height());
    }

    private static void smooth(boolean smooth, Graphics2D graphics) {
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING,
                smooth ? RenderingHints.VALUE_ANTIALIAS_ON : RenderingHints.VALUE_ANTIALIAS_OFF);
    }

    private static void draw(SceneObject object, Graphics2D graphics) {
        Finish finish = object.finish();
        Path2D outline = object.figure().outline();
        smooth(finish.smooth(), graphics);
        if (finish.shadow() > 0) {
            shadow(outline, finish.shadow(), graphics);
        }
        graphics.setPaint(paint(object));
        graphics.fill(outline);
        if (finish.edgeWidth() > 0) {
            graphics.setColor(new Color(finish.edgeRgb()));
            float width = (float) finish.edgeWidth();
            graphics.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            graphics.draw(outline);
        }
    }

    private static void shadow(Path2D outline, double offset, Graphics2D graphics) {
        graphics.setColor(new Color(0, 0, 0, 24));
        for (int step = 1; step <= 4; step++) {
            double shift = offset * step / 4;
            graphics.fill(new Path2D.Double(outline, AffineTransform.getTranslateInstance(shift, shift)));
        }
    }

    private static Paint paint(SceneObject object) {
        Finish finish = object.finish();
        Color start = new Color(finish.rgb());
        if (finish.rgb() == finish.endRgb()) {
            return start;
        }
        Extent box = object.box();
        float dx = (float) (Math.cos(Math.toRadians(finish.gradientDegrees())) * box.width() / 2);
        float dy = (float) (Math.sin(Math.toRadians(finish.gradientDegrees())) * box.height() / 2);
        float x = (float) box.centreX();
        float y = (float) box.centreY();
        return new GradientPaint(x - dx, y - dy, start, x + dx, y + dy, new Color(finish.endRgb()));
    }

    private static void draw(SceneSign sign, Graphics2D graphics) {
        SceneSign.Plate plate = sign.plate();
        Quadrangle.Corner topLeft = sign.quad().corners().get(0);
        Quadrangle.Corner topRight = sign.quad().corners().get(1);
        Quadrangle.Corner bottomRight = sign.quad().corners().get(2);
        double width = Math.hypot(topRight.x() - topLeft.x(), topRight.y() - topLeft.y());
        double height = Math.hypot(bottomRight.x() - topRight.x(), bottomRight.y() - topRight.y());
        AffineTransform place = AffineTransform.getTranslateInstance(
                (topLeft.x() + bottomRight.x()) / 2, (topLeft.y() + bottomRight.y()) / 2);
        place.rotate(Math.toRadians(plate.degrees()));
        smooth(true, graphics);
        fillPlate(plate.rgb(), width, height, plate.roundness() * height, place, graphics);
        if (plate.edgeWidth() > 0) {
            double inset = 2 * plate.edgeWidth();
            double round = plate.roundness() * height;
            fillPlate(plate.textRgb(), width - inset, height - inset, round, place, graphics);
            fillPlate(plate.rgb(), width - 2 * inset, height - 2 * inset, round, place, graphics);
        }
        graphics.setColor(new Color(plate.textRgb()));
        graphics.fill(TextLine.of(sign.text(), plate.font()).outline(plate.textHeight(), place));
    }

    private static void fillPlate(
            int rgb, double width, double height, double radius, AffineTransform place, Graphics2D graphics) {
        graphics.setColor(new Color(rgb));
        RoundRectangle2D plate =
                new RoundRectangle2D.Double(-width / 2, -height / 2, width, height, 2 * radius, 2 * radius);
        graphics.fill(place.createTransformedShape(plate));
    }
}
