package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.PixelBox;
import io.github.qwenvl4j.grounding.Quad;
import io.github.qwenvl4j.grounding.Region;
import io.github.qwenvl4j.server.api.RegionView;
import io.github.qwenvl4j.server.chat.PromptFacts.PictureSize;
import java.awt.Polygon;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Converts regions to their API form: in thousandths and in pixels of their picture. */
record Regions(Optional<PictureSize> picture) {

    RegionView view(Region region) {
        return new RegionView(
                region.ref(),
                region.start(),
                region.end(),
                picture.map(PictureSize::index),
                region.boxes().stream().map(this::view).toList(),
                region.quads().stream().map(this::view).toList());
    }

    private RegionView.BoxView view(Box box) {
        return new RegionView.BoxView(
                List.of(box.x1(), box.y1(), box.x2(), box.y2()),
                picture.map(size -> corners(box.toPixels(size.width(), size.height()))));
    }

    private RegionView.QuadView view(Quad quad) {
        return new RegionView.QuadView(
                quad.points().stream()
                        .map(point -> List.of(point.x(), point.y()))
                        .toList(),
                picture.map(size -> corners(quad.toPixels(size.width(), size.height()))));
    }

    private static List<Integer> corners(PixelBox box) {
        return List.of(box.x1(), box.y1(), box.x2(), box.y2());
    }

    private static List<List<Integer>> corners(Polygon polygon) {
        return IntStream.range(0, polygon.npoints)
                .mapToObj(i -> List.of(polygon.xpoints[i], polygon.ypoints[i]))
                .toList();
    }
}
