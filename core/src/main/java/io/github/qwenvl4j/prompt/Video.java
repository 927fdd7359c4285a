package io.github.qwenvl4j.prompt;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.Picture;
import java.util.ArrayList;
import java.util.List;

/**
 * A video as the frames that a model looks at.
 *
 * @param frames at least one
 * @param seconds when each is seen, from the beginning of the video
 */
public record Video(List<Picture> frames, List<Double> seconds) {

    private static final double FRAMES_A_SECOND = 2;
    private static final int FEWEST = 4;
    private static final int MOST = 768;

    public Video {
        frames = List.copyOf(frames);
        seconds = List.copyOf(seconds);
        if (frames.isEmpty() || frames.size() != seconds.size()) {
            throw new QwenVlException("a video has %d frames at %d times".formatted(frames.size(), seconds.size()));
        }
    }

    /**
     * A video of which all frames are given; it is looked at twice a second, at 4 frames at least and 768 at most, as the
     * reference samples it.
     *
     * @param rate frames a second
     */
    public static Video of(List<Picture> frames, double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new QwenVlException("the rate of a video's frames is " + rate + ", but must be above 0");
        }
        int all = frames.size();
        int count = Math.min(Math.min(Math.max((int) (all / rate * FRAMES_A_SECOND), FEWEST), MOST), all);
        List<Picture> sampled = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double step = count == 1 ? 0 : (all - 1.0) / (count - 1);
            int index = i == count - 1 && i > 0 ? all - 1 : (int) Math.rint(i * step);
            sampled.add(frames.get(index));
            seconds.add(index / rate);
        }
        return new Video(sampled, seconds);
    }
}
