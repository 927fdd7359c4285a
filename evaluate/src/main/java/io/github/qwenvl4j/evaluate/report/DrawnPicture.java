package io.github.qwenvl4j.evaluate.report;

import io.github.qwenvl4j.evaluate.metric.GroundedBox;
import io.github.qwenvl4j.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** A picture inside the page, small, with boxes drawn over it: expected ones dashed, answered ones solid. */
public record DrawnPicture(RgbImage picture, List<GroundedBox> expected, List<GroundedBox> answered) {

    private static final int LONGER_SIDE = 480;

    public void write(Page page) {
        int width = picture.width();
        int height = picture.height();
        page.raw("<div class=\"picture\"><img alt=\"\" src=\"data:image/jpeg;base64," + jpeg() + "\">")
                .raw("<svg viewBox=\"0 0 " + width + " " + height + "\" preserveAspectRatio=\"none\">");
        expected.forEach(box -> page.raw(rectangle(box, "expected")));
        answered.forEach(box -> page.raw(rectangle(box, "answered")));
        page.raw("</svg></div>\n");
    }

    private static String rectangle(GroundedBox box, String kind) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                kind,
                box.x1(),
                box.y1(),
                Math.max(0, box.x2() - box.x1()),
                Math.max(0, box.y2() - box.y1()));
    }

    private String jpeg() {
        double scale = Math.min(1, (double) LONGER_SIDE / Math.max(picture.width(), picture.height()));
        BufferedImage small = new BufferedImage(
                Math.max(1, (int) (picture.width() * scale)),
                Math.max(1, (int) (picture.height() * scale)),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(picture.toBufferedImage(), 0, 0, small.getWidth(), small.getHeight(), null);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(small, "jpeg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all that is written", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
