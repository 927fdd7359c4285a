package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that are computed together. A step is one pass of the model over one row of every answer that is being
 * generated and over the next rows of prompts, oldest first. For the model's thread.
 */
final class Batch {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    /** An answer's rows in a step, and how many rows came before. */
    private record Part(RunningAnswer answer, Chunk chunk, int past) {

        Part(RunningAnswer answer, Chunk chunk) {
            this(answer, chunk, answer.session().length());
        }

        /** Forgets the step, as if it had not been tried. */
        void undo() {
            answer.session().truncate(past);
        }

        int rows() {
            return chunk.keys().length;
        }
    }

    private final QwenVl model;
    private final SessionPool sessions;
    private final int maxPromptRows;
    private final List<Ticket> waiting = new ArrayList<>(); // admitted, their prompts not begun
    private final List<RunningAnswer> running = new ArrayList<>();

    Batch(QwenVl model, SessionPool sessions, int maxPromptRows) {
        this.model = model;
        this.sessions = sessions;
        this.maxPromptRows = maxPromptRows;
    }

    int size() {
        return waiting.size() + running.size();
    }

    /** Whether there is memory for one more. */
    boolean hasRoom(AnswerRequest request) {
        return sessions.hasRoom(Stream.concat(waiting.stream().map(Ticket::request), Stream.of(request))
                .map(AnswerRequest::length)
                .toList());
    }

    void add(Ticket ticket) {
        waiting.add(ticket);
    }

    /** Lets go of the answers that nobody waits for. */
    void dropOver() {
        waiting.stream().filter(Ticket::over).toList().forEach(ticket -> {
            waiting.remove(ticket);
            ticket.drop();
        });
        running.stream().filter(answer -> answer.ticket().over()).toList().forEach(answer -> {
            running.remove(answer);
            sessions.release(answer.session());
            answer.ticket().drop();
        });
    }

    /** Ends every answer with an error. */
    void failAll(Throwable cause) {
        waiting.forEach(ticket -> ticket.fail(cause));
        waiting.clear();
        List.copyOf(running).forEach(answer -> fail(answer, cause));
    }

    StepReport step() {
        long start = System.nanoTime();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<Part> parts = plan();
            int promptRows = parts.stream().mapToInt(Part::rows).sum()
                    - (int) parts.stream()
                            .filter(part -> part.answer.generating())
                            .count();
            int tokens = parts.isEmpty() ? 0 : compute(parts);
            return new StepReport(parts.size(), promptRows, tokens, System.nanoTime() - start);
        }
    }

    private List<Part> plan() {
        List<Part> parts = new ArrayList<>();
        int rows = maxPromptRows;
        for (RunningAnswer answer : List.copyOf(running)) {
            if (answer.promptDone() || rows > 0) {
                rows -= addPart(parts, answer, rows);
            }
        }
        for (Ticket ticket : List.copyOf(waiting)) {
            if (rows > 0 && !samePromptUnderWay(ticket)) {
                waiting.remove(ticket);
                rows -= begin(ticket, parts, rows);
            }
        }
        return parts;
    }

    /** Adds an answer's next rows; how many of them are the prompt's. */
    private int addPart(List<Part> parts, RunningAnswer answer, int maxRows) {
        boolean generating = answer.promptDone();
        try {
            Part part = new Part(answer, answer.next(maxRows));
            parts.add(part);
            return generating ? 0 : part.rows();
        } catch (RuntimeException e) {
            fail(answer, e);
            return 0;
        }
    }

    private int begin(Ticket ticket, List<Part> parts, int maxRows) {
        AnswerRequest request = ticket.request();
        long[] keys =
                request.prompt().prompt().keys(model.model().config().vision().nQueries());
        double alpha = model.model().language().ntkAlpha(keys.length);
        RunningAnswer answer = new RunningAnswer(model, ticket, sessions.acquire(request.owner(), keys, alpha));
        running.add(answer);
        answer.started();
        return addPart(parts, answer, maxRows);
    }

    /** Another answer to the same prompt computes it: its rows will serve this one too. */
    private boolean samePromptUnderWay(Ticket ticket) {
        return running.stream()
                .anyMatch(answer -> !answer.generating()
                        && answer.ticket().request().prompt()
                                == ticket.request().prompt());
    }

    /** Runs the parts together, and alone where that fails, so that only the one at fault is lost. Tokens generated. */
    private int compute(List<Part> parts) {
        try {
            return forward(parts);
        } catch (RuntimeException | OutOfMemoryError e) {
            if (parts.size() == 1) {
                LOG.warn("an answer failed", e);
                fail(parts.get(0).answer, e);
                return 0;
            }
            parts.forEach(Part::undo);
            return parts.stream().mapToInt(part -> compute(List.of(part))).sum();
        }
    }

    private int forward(List<Part> parts) {
        Tensor hidden = model.model().forward(parts.stream().map(Part::chunk).toList()); // [R, D]
        List<RunningAnswer> ready = new ArrayList<>();
        long[] lastRows = new long[parts.size()];
        long end = 0;
        for (Part part : parts) {
            end += part.rows();
            if (part.answer.promptDone()) {
                lastRows[ready.size()] = end - 1;
                ready.add(part.answer);
            }
        }
        if (ready.isEmpty()) {
            return 0;
        }
        Tensor rows = hidden.index_select(0, Tensors.longs(Arrays.copyOf(lastRows, ready.size()), ready.size()));
        float[] logits = Tensors.toFloats(model.model().logits(rows)); // [ready, V]
        int width = logits.length / ready.size();
        for (int i = 0; i < ready.size(); i++) {
            take(
                    ready.get(i),
                    Arrays.copyOfRange(
                            logits, i * width, i * width + model.tokenizer().size()));
        }
        return ready.size();
    }

    private void take(RunningAnswer answer, float[] logits) {
        try {
            if (answer.take(logits)) {
                running.remove(answer);
                sessions.release(answer.session());
            }
        } catch (RuntimeException e) {
            LOG.warn("an answer failed", e);
            fail(answer, e);
        }
    }

    private void fail(RunningAnswer answer, Throwable cause) {
        running.remove(answer);
        sessions.discard(answer.session());
        answer.ticket().fail(cause);
    }
}
