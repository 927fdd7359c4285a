package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Tensor;

/** One pass of the model over rows of several answers. For the model's thread. */
final class Step {

    /**
     * An answer's rows.
     *
     * @param decoding whether they are its last id and guesses, not a prompt
     */
    record Part(RunningAnswer answer, Chunk chunk, AnswerInProgress.Rows rows, boolean decoding) {

        /** Rows of a prompt, or that are computed again. */
        int promptRows() {
            return decoding ? 0 : rows.ids().length;
        }

        /** Forgets the step, as if it had not been tried. */
        void undo() {
            answer.session().truncate(rows.from());
        }
    }

    private final EngineModel model;
    private final BiConsumer<RunningAnswer, float[][]> take;
    private final BiConsumer<RunningAnswer, Throwable> fail;

    /**
     * @param take told the logits behind an answer's wanted rows
     * @param fail told that an answer's rows could not be computed
     */
    Step(EngineModel model, BiConsumer<RunningAnswer, float[][]> take, BiConsumer<RunningAnswer, Throwable> fail) {
        this.model = model;
        this.take = take;
        this.fail = fail;
    }

    /** Runs the parts together, and alone where that fails, so that only the one at fault is lost. Tokens generated. */
    int compute(List<Part> parts) {
        Tensor logits;
        try {
            logits = logits(parts);
        } catch (RuntimeException | OutOfMemoryError e) {
            parts.forEach(Part::undo);
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
            tokens += take(part, logits, row);
            row += part.rows.wanted();
        }
        return tokens;
    }

    /** Logits {@code [wanted, V]} behind the wanted rows of all parts, in order; null where none is wanted. */
    private Tensor logits(List<Part> parts) {
        Tensor hidden = model.network().forward(parts.stream().map(Part::chunk).toList()); // [R, D]
        long[] wanted =
                new long[parts.stream().mapToInt(part -> part.rows.wanted()).sum()];
        int count = 0;
        long end = 0;
        for (Part part : parts) {
            end += part.rows.ids().length;
            for (int i = part.rows.wanted(); i > 0; i--) {
                wanted[count++] = end - i;
            }
        }
        return count == 0 ? null : model.network().logits(hidden.index_select(0, Tensors.longs(wanted, wanted.length)));
    }

    private int take(Part part, Tensor logits, int first) {
        float[][] rows = new float[part.rows.wanted()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Tensors.toFloats(
                    logits.select(0, first + i).narrow(0, 0, model.text().tokens()));
        }
        int before = part.answer.answer().known();
        take.accept(part.answer, rows);
        return part.answer.answer().known() - before;
    }
}
