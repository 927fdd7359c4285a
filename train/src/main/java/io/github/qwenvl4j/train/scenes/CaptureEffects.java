package io.github.qwenvl4j.train.scenes;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.util.Arrays;

/** Applies the effects of a {@link Capture}. */
final class CaptureEffects {

    private CaptureEffects() {}

    static BufferedImage apply(Capture capture, BufferedImage drawn, int width, int height) {
        BufferedImage image = drawn;
        if (image.getWidth() != width || image.getHeight() != height) {
            image = enlarged(image, width, height);
        }
        if (capture.blur() > 0) {
            image = blurred(image, capture.blur());
        }
        return capture.jpegQuality() > 0 ? PictureBytes.throughJpeg(image, capture.jpegQuality()) : image;
    }

    private static BufferedImage enlarged(BufferedImage image, int width, int height) {
        BufferedImage large = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = large.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return large;
    }

    /** A box blur over {@code 2 radius + 1} pixels in both directions; the border of that width stays sharp. */
    static BufferedImage blurred(BufferedImage image, int radius) {
        int size = 2 * radius + 1;
        float[] weights = new float[size];
        Arrays.fill(weights, 1f / size);
        BufferedImage across =
                new ConvolveOp(new Kernel(size, 1, weights), ConvolveOp.EDGE_NO_OP, null).filter(image, null);
        return new ConvolveOp(new Kernel(1, size, weights), ConvolveOp.EDGE_NO_OP, null).filter(across, null);
    }
}
