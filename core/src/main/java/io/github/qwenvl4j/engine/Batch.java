package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.model.VisionLanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answers that are computed together. A step is one pass of the model over one row of every answer that is being
 * generated and over the next rows of prompts, oldest first, and a piece of the vision tower for pictures that wait. When
 * the memory for sessions runs out, the youngest answer gives its session up and is computed again later. For the model's
 * thread.
 */
final class Batch {

    private static final int GUESSING = 2; // answers beside which rows of guesses cost next to nothing
    private static final int GROWTH = 64; // rows an answer should have room for when it begins

    private final EngineLimits limits;
    private final SessionPool sessions;
    private final FeatureCache pictures;
    private final Step step;
    private final List<Ticket> waiting = new ArrayList<>(); // admitted, their prompts not begun
    private final List<RunningAnswer> running = new ArrayList<>(); // oldest first
    private final List<RunningAnswer> resting = new ArrayList<>(); // begun, without a session; oldest first

    Batch(VisionLanguageModel model, EngineLimits limits, SessionPool sessions, FeatureCache pictures) {
        this.limits = limits;
        this.sessions = sessions;
        this.pictures = pictures;
        this.step = new Step(model, this::take, this::fail);
    }

    int size() {
        return waiting.size() + running.size() + resting.size();
    }

    /** Whether there is a place and memory for one more. */
    boolean hasRoom(Ticket ticket) {
        long others = 0;
        for (Ticket other : waiting) {
            others += bytes(other);
        }
        for (RunningAnswer other : resting) {
            others += bytes(other.ticket());
        }
        return size() == 0 || size() < limits.batch() && others + bytes(ticket) <= sessions.free();
    }

    private long bytes(Ticket ticket) {
        return sessions.bytesFor(ticket.answer().known() + GROWTH);
    }

    void add(Ticket ticket) {
        waiting.add(ticket);
    }

    /** Lets go of the answers that nobody waits for. */
    void dropOver() {
        for (Ticket ticket : List.copyOf(waiting)) {
            if (ticket.over()) {
                waiting.remove(ticket);
                ticket.drop();
            }
        }
        for (RunningAnswer answer : begun()) {
            if (answer.ticket().over()) {
                release(answer);
                answer.ticket().drop();
            }
        }
    }

    /** Running and resting answers. */
    private List<RunningAnswer> begun() {
        List<RunningAnswer> begun = new ArrayList<>(running);
        begun.addAll(resting);
        return begun;
    }

    /** Ends the answers of an owner that has been closed. */
    void forget(Object prefixes) {
        Stream.concat(waiting.stream(), begun().stream().map(RunningAnswer::ticket))
                .filter(ticket -> ticket.request().owner().prefixes().equals(prefixes))
                .forEach(Ticket::disown);
        dropOver();
        sessions.forget(prefixes);
    }

    /** Ends every answer with an error. */
    void failAll(Throwable cause) {
        for (Ticket ticket : waiting) {
            ticket.fail(cause);
        }
        waiting.clear();
        for (RunningAnswer answer : begun()) {
            fail(answer, cause);
        }
    }

    /** Computes what can be computed together; whatever comes first of it may be nothing. */
    StepReport step() {
        long start = System.nanoTime();
        boolean encoded = encodePictures();
        List<Step.Part> parts = plan();
        int promptRows = 0;
        for (Step.Part part : parts) {
            promptRows += part.promptRows();
        }
        int tokens = parts.isEmpty() ? 0 : step.compute(parts);
        return new StepReport(parts.size(), promptRows, tokens, encoded, System.nanoTime() - start);
    }

    private boolean encodePictures() {
        List<PictureView> wanted = new ArrayList<>();
        for (Ticket ticket : waiting) {
            wanted.addAll(ticket.pictures());
            if (!pictures.have(ticket.pictures())) {
                ticket.visionBegins();
            }
        }
        boolean more = !pictures.have(wanted);
        try {
            pictures.advance(wanted);
        } catch (RuntimeException | OutOfMemoryError e) {
            FailureLog.add("a picture could not be encoded", e);
            Optional<String> key = pictures.abandon();
            waiting.stream().filter(ticket -> shows(ticket, key)).toList().forEach(ticket -> {
                waiting.remove(ticket);
                ticket.fail(e);
            });
        }
        return more;
    }

    /** Where the picture at fault is not known, all that wait for pictures are at fault. */
    private boolean shows(Ticket ticket, Optional<String> key) {
        return ticket.pictures().stream()
                .anyMatch(view -> key.isEmpty() || view.key().equals(key.get()));
    }

    private List<Step.Part> plan() {
        List<Step.Part> parts = new ArrayList<>();
        int rows = limits.promptRows();
        boolean mayGuess = running.size() <= GUESSING;
        for (RunningAnswer answer : List.copyOf(running)) {
            if (running.contains(answer)
                    && !answer.readerIsBehind()
                    && (answer.answer().decoding() || rows > 0)) {
                rows -= addPart(parts, answer, rows, mayGuess);
            }
        }
        while (rows > 0 && !resting.isEmpty() && resume(resting.get(0))) {
            rows -= addPart(parts, running.get(running.size() - 1), rows, false);
        }
        for (Ticket ticket : List.copyOf(waiting)) {
            if (rows > 0 && resting.isEmpty() && pictures.have(ticket.pictures()) && !samePromptUnderWay(ticket)) {
                rows -= begin(ticket) ? addPart(parts, running.get(running.size() - 1), rows, false) : 0;
            }
        }
        return parts;
    }

    /** Adds an answer's next rows; how many of them are the prompt's, or computed again. */
    private int addPart(List<Step.Part> parts, RunningAnswer answer, int maxRows, boolean mayGuess) {
        try {
            boolean decoding = answer.answer().decoding();
            AnswerInProgress.Rows rows = answer.answer().next(maxRows, mayGuess);
            if (!makeRoom(answer, rows.from() + rows.ids().length)) {
                return 0;
            }
            Step.Part part = new Step.Part(answer, answer.chunk(rows), decoding);
            parts.add(part);
            return part.promptRows();
        } catch (RuntimeException e) {
            fail(answer, e);
            return 0;
        }
    }

    /** Room for an answer's rows, at the expense of younger answers; when there are none it rests itself, or ends. */
    private boolean makeRoom(RunningAnswer answer, int rows) {
        while (!sessions.reserve(answer.session(), rows)) {
            RunningAnswer youngest = running.get(running.size() - 1);
            if (running.size() == 1 && resting.isEmpty()) {
                answer.answer().cut();
                release(answer);
                return false;
            }
            rest(youngest);
            if (youngest == answer) {
                return false;
            }
        }
        return true;
    }

    private void rest(RunningAnswer answer) {
        running.remove(answer);
        sessions.release(answer.rest());
        resting.add(0, answer);
    }

    private boolean resume(RunningAnswer answer) {
        int known = answer.answer().known();
        int rows = running.isEmpty() ? known : known + GROWTH;
        boolean found = sessions.acquire(
                        answer.ticket().request().owner().prefixes(),
                        answer.answer().keys(),
                        rows)
                .map(session -> {
                    answer.resume(session);
                    return running.add(answer);
                })
                .orElse(false);
        if (found) {
            resting.remove(answer);
        } else if (running.isEmpty()) {
            answer.answer().cut();
            release(answer);
        }
        return found;
    }

    private boolean begin(Ticket ticket) {
        AnswerInProgress answer = ticket.answer();
        int rows = answer.known() + (running.isEmpty() ? 0 : GROWTH);
        return sessions.acquire(ticket.request().owner().prefixes(), answer.keys(), rows)
                .map(session -> {
                    waiting.remove(ticket);
                    running.add(new RunningAnswer(ticket, pictures.of(ticket.pictures()), session));
                    answer.begin(session.length(), ticket.visionMillis());
                    return true;
                })
                .orElse(false);
    }

    /** Another answer to the same prompt computes it: its rows will serve this one too. */
    private boolean samePromptUnderWay(Ticket ticket) {
        AnswerRequest request = ticket.request();
        return running.stream()
                .filter(answer -> !answer.answer().generating())
                .map(answer -> answer.ticket().request())
                .anyMatch(other -> other.prompt() == request.prompt()
                        && other.owner().prefixes().equals(request.owner().prefixes()));
    }

    private void take(RunningAnswer answer, float[][] logits) {
        try {
            if (answer.take(logits)) {
                release(answer);
            }
        } catch (RuntimeException e) {
            FailureLog.add("an answer failed", e);
            fail(answer, e);
        }
    }

    /** Lets go of an answer; its rows may serve again. */
    private void release(RunningAnswer answer) {
        Owner owner = answer.ticket().request().owner();
        if (running.remove(answer)) {
            sessions.release(answer.session());
        }
        resting.remove(answer);
        if (!owner.keep()) {
            sessions.forget(owner.prefixes());
        }
        answer.close();
    }

    private void fail(RunningAnswer answer, Throwable cause) {
        if (running.remove(answer)) {
            sessions.discard(answer.session());
        }
        resting.remove(answer);
        answer.close();
        answer.ticket().fail(cause);
    }

    /** @throws QwenVlException when a prompt can never have a session, even alone */
    void requireFit(AnswerInProgress answer) {
        int rows = answer.known() + 1;
        long bytes = sessions.bytesFor(rows);
        if (bytes > limits.sessionBytes()) {
            throw new QwenVlException(
                    QwenVlException.Kind.TOO_LONG,
                    "the prompt has %d tokens, which need %.1f MB of session memory, but only %.1f MB are allowed"
                            .formatted(answer.known(), bytes / 1e6, limits.sessionBytes() / 1e6));
        }
    }
}
