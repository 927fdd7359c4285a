package io.github.qwenvl4j.batch;

import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.GroundedText;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.grounding.PixelBox;
import io.github.qwenvl4j.grounding.Quad;
import io.github.qwenvl4j.grounding.Region;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;

/** A place that an answer names, in pixels of the picture; of four corners the rectangle around them. @param label may be empty */
public record LabelBox(String label, int x1, int y1, int x2, int y2) {

    static List<LabelBox> of(GroundedText text, int width, int height) {
        List<LabelBox> boxes = new ArrayList<>();
        for (Region region : text.regions()) {
            for (Mark mark : region.marks()) {
                PixelBox box = pixels(mark, width, height);
                boxes.add(new LabelBox(region.label(), box.x1(), box.y1(), box.x2(), box.y2()));
            }
        }
        return boxes;
    }

    private static PixelBox pixels(Mark mark, int width, int height) {
        if (mark instanceof Box box) {
            return box.toPixels(width, height);
        }
        Rectangle around = ((Quad) mark).toPixels(width, height).getBounds();
        return new PixelBox(around.x, around.y, around.x + around.width, around.y + around.height);
    }
}
