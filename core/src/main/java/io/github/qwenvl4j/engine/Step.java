package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.model.VisionLanguageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;

/** One pass of the model over rows of several answers. For the model's thread. */
final class Step {

    /**
     * An answer's rows.
     *
     * @param decoding whether they are its last id and guesses, not a prompt
     */
    record Part(RunningAnswer answer, Chunk chunk, boolean decoding) {

        /** Rows of a prompt, or that are computed again. */
        int promptRows() {
            return decoding ? 0 : chunk.rows();
        }
    }

    private final VisionLanguageModel model;
    private final BiConsumer<RunningAnswer, float[][]> take;
    private final BiConsumer<RunningAnswer, Throwable> fail;

    /**
     * @param take told the logits behind an answer's wanted rows
     * @param fail told that an answer's rows could not be computed
     */
    Step(
            VisionLanguageModel model,
            BiConsumer<RunningAnswer, float[][]> take,
            BiConsumer<RunningAnswer, Throwable> fail) {
        this.model = model;
        this.take = take;
        this.fail = fail;
    }

    /** Runs the parts together, and alone where that fails, so that only the one at fault is lost. Tokens generated. */
    int compute(List<Part> planned) {
        List<Part> parts = byAdapter(planned);
        int[] before = new int[parts.size()];
        List<Chunk> chunks = new ArrayList<>();
        for (Part part : parts) {
            before[chunks.size()] = part.chunk.session().length();
            chunks.add(part.chunk);
        }
        float[][] logits;
        try {
            logits = model.step(chunks);
        } catch (RuntimeException | OutOfMemoryError e) {
            for (int i = 0; i < before.length; i++) { // as if the step had not been tried
                parts.get(i).chunk.session().truncate(before[i]);
            }
            if (parts.size() == 1) {
                FailureLog.add("an answer failed", e);
                fail.accept(parts.get(0).answer(), e);
                return 0;
            }
            return parts.stream().mapToInt(part -> compute(List.of(part))).sum();
        }
        int tokens = 0;
        int row = 0;
        for (Part part : parts) {
            int end = row + part.chunk.wanted();
            tokens += take(part, Arrays.copyOfRange(logits, row, end));
            row = end;
        }
        return tokens;
    }

    /** Rows of one adapter lie together: what it changes is then computed for all of them at once. */
    private static List<Part> byAdapter(List<Part> planned) {
        return planned.size() == 1
                ? planned
                : planned.stream()
                        .sorted(Comparator.comparingLong(part ->
                                part.chunk.adapter().map(ModelAdapter::salt).orElse(0L)))
                        .toList();
    }

    private int take(Part part, float[][] logits) {
        int before = part.answer.answer().known();
        take.accept(part.answer, logits);
        return part.answer.answer().known() - before;
    }
}
