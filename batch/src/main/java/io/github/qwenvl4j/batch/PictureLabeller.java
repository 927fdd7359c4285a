package io.github.qwenvl4j.batch;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.image.ImageLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Answers the questions of a specification about pictures, many at a time. While answers are computed, further pictures are read
 * and decoded; a picture is decoded and encoded once for all its questions, and equal pictures are computed once. A picture that
 * cannot be used gives rows with the failure.
 *
 * <pre>{@code
 * try (PictureLabeller labeller = PictureLabeller.open(LabelSpec.read(Path.of("spec.yaml")), OpenOptions.defaults())) {
 *     labeller.submit(LabelItem.at("a.jpg", "pictures/a.jpg")).thenAccept(rows -> rows.forEach(System.out::println));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Owns the model.
 */
public final class PictureLabeller implements AutoCloseable {

    private final LabelSpec spec;
    private final QwenVl model;
    private final ImageLoader images;
    private final Map<String, String> fingerprints;
    private final PictureQuestions asking;
    private final ThreadPoolExecutor workers;

    private PictureLabeller(LabelSpec spec, QwenVl model, ImageLoader images) {
        this.spec = spec;
        this.model = model;
        this.images = images;
        this.fingerprints = spec.fingerprints();
        this.asking = new PictureQuestions(model, images, spec);
        this.workers = workers(atATime());
    }

    /**
     * Opens the model of a specification.
     *
     * @param machine threads, batch and sources of pictures; what the specification says of the model counts
     * @throws QwenVlException where the model cannot be opened, or cannot be held to the form of a question
     */
    public static PictureLabeller open(LabelSpec spec, OpenOptions machine) {
        QwenVl model = QwenVl.open(spec.directory(), spec.over(machine));
        try {
            return new PictureLabeller(spec, model, machine.images());
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /** How many pictures are worth having under way: those in the batch, and as many that are made ready. */
    public int atATime() {
        return 2 * model.internals().engine().limits().batch();
    }

    public LabelSpec spec() {
        return spec;
    }

    /** Changes when any answer to the question could: with the model's files, the question, the options, the version. */
    public String fingerprint(String question) {
        return fingerprints.get(spec.question(question).id());
    }

    /** A row for each question. The future fails with what would befall every picture: a closed model, no memory. */
    public CompletableFuture<List<LabelRow>> submit(LabelItem item) {
        return submit(item, key -> true);
    }

    /**
     * Rows of those questions only whose keys are wanted. The number of pictures that wait is not bounded: whoever has many keeps
     * no more than {@link #atATime} under way.
     */
    public CompletableFuture<List<LabelRow>> submit(LabelItem item, Predicate<String> wanted) {
        return CompletableFuture.supplyAsync(() -> rows(item, spec.questions(), wanted), workers);
    }

    /** The row of one question. */
    public CompletableFuture<LabelRow> submit(LabelItem item, LabelQuestion question) {
        return CompletableFuture.supplyAsync(
                () -> rows(item, List.of(spec.question(question.id())), key -> true)
                        .get(0),
                workers);
    }

    private List<LabelRow> rows(LabelItem item, List<LabelQuestion> asked, Predicate<String> wanted) {
        LabelItem.Bytes file;
        try {
            file = item.read(images);
        } catch (QwenVlException e) {
            LabelFailure failure = LabelFailure.of(e).orElseThrow(() -> e);
            return failed(item, "", wanted(item, "", asked, wanted), failure);
        }
        String hash = sha256(file);
        List<LabelQuestion> questions = wanted(item, hash, asked, wanted);
        if (questions.isEmpty()) {
            return List.of();
        }
        Optional<LabelFailure> pages = severalPages(item, file);
        if (pages.isPresent()) {
            return failed(item, hash, questions, pages.get());
        }
        return asking.ask(item.source(), file, hash, questions).stream()
                .map(told -> row(item, told.question(), hash, told.answer(), told.failure(), told.milliseconds()))
                .toList();
    }

    /** Nothing but the first page would be looked at, and nobody would know. */
    private Optional<LabelFailure> severalPages(LabelItem item, LabelItem.Bytes file) {
        try {
            int pages = item.isWholeFile() ? images.pages(file.file(), item.source()) : 1;
            return pages == 1
                    ? Optional.empty()
                    : Optional.of(new LabelFailure(
                            Kind.IMAGE.name(),
                            "image " + item.source() + " is a document of " + pages
                                    + " pages: add #page=N to its address, or end it in .pdf"));
        } catch (QwenVlException e) {
            return Optional.empty(); // decoding it tells what is wrong
        }
    }

    private List<LabelQuestion> wanted(
            LabelItem item, String hash, List<LabelQuestion> asked, Predicate<String> wanted) {
        return asked.stream()
                .filter(question -> wanted.test(key(item, question, hash)))
                .toList();
    }

    private List<LabelRow> failed(LabelItem item, String hash, List<LabelQuestion> questions, LabelFailure failure) {
        return questions.stream()
                .map(question -> row(item, question, hash, Optional.empty(), Optional.of(failure), 0))
                .toList();
    }

    private String key(LabelItem item, LabelQuestion question, String hash) {
        return LabelRow.key(item.source(), question.id(), hash, fingerprints.get(question.id()));
    }

    private LabelRow row(
            LabelItem item,
            LabelQuestion question,
            String hash,
            Optional<LabelAnswer> answer,
            Optional<LabelFailure> failure,
            double milliseconds) {
        return new LabelRow(
                key(item, question, hash), item.source(), question.id(), hash, answer, failure, milliseconds);
    }

    /** Rows of a picture that is not looked at, because it ended the process before. */
    public List<LabelRow> refuse(LabelItem item, LabelFailure failure, Predicate<String> wanted) {
        String hash;
        try {
            hash = sha256(item.read(images));
        } catch (QwenVlException e) {
            hash = "";
        }
        return failed(item, hash, wanted(item, hash, spec.questions(), wanted), failure);
    }

    private static String sha256(LabelItem.Bytes file) {
        String hash = Fingerprint.sha256(file.file());
        return file.page() == 1 ? hash : hash + "#page=" + file.page();
    }

    private static ThreadPoolExecutor workers(int threads) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "qwenvl-labels");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Ends what is under way: its futures fail with kind CLOSED. */
    @Override
    public void close() {
        workers.shutdown();
        model.close();
    }
}
