package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.prompt.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Answered examples in front of a question, one directly behind the other. Which ones depends on the seed and the question's
 * place alone, so that a run can be repeated; the official programs draw anew in each worker.
 *
 * @param pool to draw from; empty where none are wanted
 * @param count of each question
 */
public record Shots(List<Shot> pool, int count, long seed) {

    /** An example: its picture's path, and its words with the answer. */
    public record Shot(String picture, String words) {}

    public static Shots none() {
        return new Shots(List.of(), 0, 0);
    }

    /** Examples from a file, such as the official training files. */
    public static Shots of(Path file, Function<JsonRecord, Shot> form, int count, long seed) {
        List<Shot> pool = JsonRecords.read(file, "annotations", form);
        if (pool.size() < count) {
            throw new QwenVlException(
                    Kind.FILE,
                    file + ": has " + pool.size() + " examples, but " + count + " are to stand before a question");
        }
        return new Shots(pool, count, seed);
    }

    List<Part> before(long question, PictureFolder pictures) {
        List<Part> parts = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed * 31 + question);
        Set<Integer> drawn = new LinkedHashSet<>();
        while (drawn.size() < Math.min(count, pool.size())) {
            drawn.add(random.nextInt(pool.size()));
        }
        for (int index : drawn) {
            parts.add(pictures.part(pool.get(index).picture()));
            parts.add(new Part.Text(pool.get(index).words()));
        }
        return parts;
    }
}
