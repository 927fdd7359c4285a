package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.tensor.Backend;
import java.util.Optional;

/**
 * Rotary positions with three coordinates, interleaved: frequency i of a head, {@code theta^(-2i/d)}, follows the row where
 * {@code i % 3 = 1} and {@code i < 3 * section[1]}, the column where {@code i % 3 = 2} and {@code i < 3 * section[2]}, and
 * time otherwise.
 */
final class MultimodalRotary {

    private static final int TIME = 0;

    private final Backend backend;
    private final float[] frequencies;
    private final double scale;
    private final int[] coordinate; // that each frequency follows

    MultimodalRotary(TextConfig config, Backend backend) {
        int half = config.headDim() / 2;
        this.backend = backend;
        this.frequencies = new float[half];
        this.coordinate = new int[half];
        double[] exact = new double[half];
        for (int i = 0; i < half; i++) {
            exact[i] = 1 / Math.pow(config.ropeTheta(), (double) i / half);
        }
        config.yarn().ifPresent(yarn -> yarn.change(exact, config.ropeTheta()));
        this.scale = config.yarn().map(Yarn::scale).orElse(1.0);
        for (int i = 0; i < half; i++) {
            frequencies[i] = (float) exact[i];
            int axis = i % 3;
            coordinate[i] = axis != TIME && i < 3 * config.ropeSection().get(axis) ? axis : TIME;
        }
    }

    /** @param positions time, row and column of each row: {@code 3 R} numbers, row by row */
    Rotation rotation(int[] positions) {
        int rows = positions.length / 3;
        float[] angles = new float[rows * frequencies.length];
        for (int row = 0, at = 0; row < rows; row++) {
            for (int i = 0; i < frequencies.length; i++) {
                angles[at++] = positions[3 * row + coordinate[i]] * frequencies[i];
            }
        }
        return Rotation.of(backend, angles, frequencies.length, scale, Optional.empty());
    }
}
