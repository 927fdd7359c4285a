package io.github.qwenvl4j.generate;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.model.Session;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The rows of a prompt that a session does not hold yet, handed out chunk by chunk. Single use, one thread at a time.
 */
public final class PromptRows {

    private final QwenVlModel model;
    private final Session session;
    private final Prompt prompt;
    private final Tensor features;
    private final int queries;
    private final long[] keys;
    private final int reused;
    private int next;

    /**
     * Lets the session keep the prefix it shares with the prompt and forget the rest.
     *
     * @param features of the prompt's images in order, {@code [images * Q, D]}, which must outlive this; not read when
     *     the prompt has no images
     * @throws QwenVlException when the prompt leaves no position for an answer
     */
    public PromptRows(QwenVlModel model, Session session, Prompt prompt, Tensor features) {
        int positions = model.config().language().maxPositionEmbeddings();
        if (prompt.length() >= positions) {
            throw new QwenVlException("the prompt has " + prompt.length() + " tokens, but the model has only "
                    + positions + " positions for prompt and answer");
        }
        this.model = model;
        this.session = session;
        this.prompt = prompt;
        this.features = features;
        this.queries = model.config().vision().nQueries();
        this.keys = prompt.keys(queries);
        this.reused = session.resume(keys, model.language().ntkAlpha(prompt.length()));
        this.next = reused;
    }

    /** Rows the session already held. */
    public int reused() {
        return reused;
    }

    /** Rows not handed out yet. */
    public int remaining() {
        return prompt.length() - next;
    }

    /** The next rows, at most {@code maxRows}; their embeddings belong to the caller's scope. */
    public Chunk next(int maxRows) {
        int from = next;
        int to = Math.min(prompt.length(), from + maxRows);
        next = to;
        int[] ids = Arrays.copyOfRange(prompt.ids(), from, to);
        long[] imageRows = imageRows(from, to);
        Tensor embeddings = imageRows.length == 0
                ? model.embed(ids)
                : model.embed(ids, imageRows, features.narrow(0, featureIndex(from), imageRows.length));
        return new Chunk(session, embeddings, Arrays.copyOfRange(keys, from, to));
    }

    /** Rows of {@code [from, to)} that carry image features, counted from {@code from}. */
    private long[] imageRows(int from, int to) {
        return prompt.images().stream()
                .flatMapToLong(image ->
                        LongStream.range(Math.max(image.start() + 1, from), Math.min(image.start() + 1 + queries, to)))
                .map(row -> row - from)
                .toArray();
    }

    /** How many feature rows stand before row {@code from}. */
    private long featureIndex(int from) {
        return imageRows(0, from).length;
    }
}
