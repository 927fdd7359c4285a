package io.github.qwenvl4j.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.grounding.LabelFont;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * A plot of the losses of a run over its steps: every update in grey, the running mean in blue, the held-out mean as
 * orange dots. The loss axis is logarithmic.
 *
 * @param training step and loss of each update
 * @param heldOut step and mean over tasks
 */
record LossPlot(List<Point2D> training, List<Point2D> heldOut) {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;
    private static final int LEFT = 70;
    private static final int MARGIN = 40;
    private static final double TEXT = 14;
    private static final double SMOOTHING = 0.98;
    private static final int TICKS = 5;
    private static final double LEAST = 1e-4;

    /** @param log lines of {@code log.jsonl} */
    static LossPlot of(List<JsonNode> log) {
        List<Point2D> training = new ArrayList<>();
        List<Point2D> heldOut = new ArrayList<>();
        for (JsonNode line : log) {
            double step = line.path("step").asDouble();
            training.add(new Point2D.Double(step, line.path("loss").asDouble()));
            if (line.has("heldOut")) {
                double sum = 0;
                for (JsonNode loss : line.get("heldOut")) {
                    sum += loss.asDouble();
                }
                heldOut.add(new Point2D.Double(step, sum / line.get("heldOut").size()));
            }
        }
        return new LossPlot(training, heldOut);
    }

    /** Writes a PNG; replaces an existing file. */
    void write(Path file) {
        AtomicFile.write(file, channel -> ImageIO.write(draw(), "png", Channels.newOutputStream(channel)));
    }

    private BufferedImage draw() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        if (!training.isEmpty()) {
            Axes axes = axes();
            axes.draw(graphics);
            draw(graphics, axes, training, new Color(0xC8C8C8), 1);
            draw(graphics, axes, smoothed(), new Color(0x1F5FBF), 2);
            graphics.setColor(new Color(0xE08020));
            for (Point2D point : heldOut) {
                graphics.fill(new Ellipse2D.Double(axes.x(point) - 3.5, axes.y(point) - 3.5, 7, 7));
            }
        }
        graphics.dispose();
        return image;
    }

    private static void draw(Graphics2D graphics, Axes axes, List<Point2D> points, Color colour, float width) {
        Path2D line = new Path2D.Double();
        line.moveTo(axes.x(points.get(0)), axes.y(points.get(0)));
        points.forEach(point -> line.lineTo(axes.x(point), axes.y(point)));
        graphics.setColor(colour);
        graphics.setStroke(new BasicStroke(width));
        graphics.draw(line);
    }

    /** The exponential running mean with bias correction. */
    private List<Point2D> smoothed() {
        List<Point2D> means = new ArrayList<>();
        double sum = 0;
        double weight = 0;
        for (Point2D point : training) {
            sum = SMOOTHING * sum + (1 - SMOOTHING) * point.getY();
            weight = SMOOTHING * weight + (1 - SMOOTHING);
            means.add(new Point2D.Double(point.getX(), sum / weight));
        }
        return means;
    }

    private Axes axes() {
        double low = Double.MAX_VALUE;
        double high = LEAST;
        for (Point2D point : training) {
            low = Math.min(low, Math.max(LEAST, point.getY()));
            high = Math.max(high, point.getY());
        }
        double last = Math.max(1, training.get(training.size() - 1).getX());
        return new Axes(last, Math.log10(low) - 0.05, Math.log10(high) + 0.05);
    }

    /**
     * @param lastStep step at the right end
     * @param low decimal logarithm of the loss at the bottom
     * @param high decimal logarithm of the loss at the top
     */
    private record Axes(double lastStep, double low, double high) {

        double x(Point2D point) {
            return LEFT + point.getX() / lastStep * (WIDTH - LEFT - MARGIN);
        }

        double y(Point2D point) {
            double share = (Math.log10(Math.max(LEAST, point.getY())) - low) / (high - low);
            return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
        }

        void draw(Graphics2D graphics) {
            for (int i = 0; i <= TICKS; i++) {
                double share = (double) i / TICKS;
                Point2D tick = new Point2D.Double(lastStep * share, Math.pow(10, low + (high - low) * share));
                graphics.setColor(new Color(0xEBEBEB));
                graphics.draw(new Line2D.Double(LEFT, y(tick), WIDTH - MARGIN, y(tick)));
                graphics.setColor(Color.DARK_GRAY);
                String loss = String.format(Locale.ROOT, "%.3g", tick.getY());
                text(graphics, loss, LEFT - 8 - LabelFont.get().width(loss, TEXT), y(tick) + TEXT / 3);
                String step = String.format(Locale.ROOT, "%,.0f", tick.getX());
                text(graphics, step, x(tick) - LabelFont.get().width(step, TEXT) / 2, HEIGHT - MARGIN / 3.0);
            }
            text(graphics, "loss over steps: updates, running mean, held out (dots)", LEFT, MARGIN * 0.6);
        }

        private static void text(Graphics2D graphics, String text, double x, double y) {
            graphics.fill(AffineTransform.getTranslateInstance(x, y)
                    .createTransformedShape(LabelFont.get().outline(text, TEXT)));
        }
    }
}
