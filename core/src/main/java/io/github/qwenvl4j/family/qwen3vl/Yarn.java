package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.checkpoint.Check;
import io.github.qwenvl4j.checkpoint.JsonFields;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * YaRN: rotary frequencies for more positions than the model was trained with. High frequencies stay, low ones are divided by
 * the factor, those in between are mixed; cosines and sines are scaled.
 *
 * @param positions that the model was trained with
 * @param scale of cosines and sines
 * @param fast turns over the trained positions above which a frequency stays
 * @param slow turns below which it is divided
 * @param whole whether the ends of the ramp between them are whole numbers
 */
public record Yarn(double factor, int positions, double scale, double fast, double slow, boolean whole) {

    static final String TYPE = "yarn";

    public Yarn {
        Check.that(factor >= 1, "rope factor", factor, "must be at least 1");
        Check.range("rope original_max_position_embeddings", positions, 1, Integer.MAX_VALUE);
        Check.positive("rope attention_factor", scale);
        Check.positive("rope beta_fast", fast);
        Check.positive("rope beta_slow", slow);
    }

    /** @param positions the configuration's positions, trained with where nothing else is said */
    static Yarn from(JsonFields rope, int positions) {
        double factor = rope.number("factor");
        double all = rope.number("mscale_all_dim", 0);
        double one = rope.number("mscale", 0);
        double scale = all != 0 && one != 0 ? scale(factor, one) / scale(factor, all) : scale(factor, 1);
        return new Yarn(
                factor,
                rope.integer("original_max_position_embeddings", positions),
                rope.number("attention_factor", scale),
                rope.number("beta_fast", 32),
                rope.number("beta_slow", 1),
                rope.bool("truncate", true));
    }

    private static double scale(double factor, double weight) {
        return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rope_type", TYPE);
        json.put("factor", factor);
        json.put("original_max_position_embeddings", positions);
        json.put("attention_factor", scale);
        json.put("beta_fast", fast);
        json.put("beta_slow", slow);
        json.put("truncate", whole);
        return json;
    }

    /** Changes {@code theta^(-2i/d)}, i below d/2. */
    void change(double[] frequencies, double theta) {
        double low = Math.max(index(fast, 2 * frequencies.length, theta, true), 0);
        double high = Math.min(index(slow, 2 * frequencies.length, theta, false), 2.0 * frequencies.length - 1);
        double width = low == high ? 0.001 : high - low;
        for (int i = 0; i < frequencies.length; i++) {
            double divided = Math.max(0, Math.min(1, (i - low) / width));
            frequencies[i] = frequencies[i] / factor * divided + frequencies[i] * (1 - divided);
        }
    }

    /** Of the frequency that makes so many turns over the trained positions. */
    private double index(double turns, int size, double theta, boolean down) {
        double index = size * Math.log(positions / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
        if (!whole) {
            return index;
        }
        return down ? Math.floor(index) : Math.ceil(index);
    }
}
