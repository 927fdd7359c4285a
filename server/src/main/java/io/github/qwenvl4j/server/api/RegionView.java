package io.github.qwenvl4j.server.api;

import java.util.List;
import java.util.Optional;

/**
 * An object that an answer refers to, with its locations in the picture.
 *
 * @param ref the words of the answer that name it, as written; absent for boxes without a name
 * @param start start index of these words in the answer's text without tags, in UTF-16 units
 * @param end end index (exclusive)
 * @param image index of the picture among all pictures of the request, from 0; absent if there is none
 */
public record RegionView(
        Optional<String> ref, int start, int end, Optional<Integer> image, List<BoxView> boxes, List<QuadView> quads) {

    /**
     * @param box x1, y1, x2, y2 in thousandths of the picture
     * @param pixels the same in pixels of the picture as sent, turned upright
     */
    public record BoxView(List<Integer> box, Optional<List<Integer>> pixels) {}

    /**
     * @param quad four points in thousandths of the picture
     * @param pixels the same in pixels of the picture as sent, turned upright
     */
    public record QuadView(List<List<Integer>> quad, Optional<List<List<Integer>>> pixels) {}
}
