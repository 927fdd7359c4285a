package io.github.qwenvl4j.evaluate.run;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.EngineModel;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.evaluate.benchmark.Asking;
import io.github.qwenvl4j.evaluate.benchmark.BenchmarkQuestion;
import io.github.qwenvl4j.evaluate.benchmark.PromptForm;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.internal.Internals;
import io.github.qwenvl4j.internal.Prompts;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.Window;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Answers questions of benchmarks as the official programs let a model answer. Has engines of its own over the model's weights;
 * the model stays the caller's. Thread-safe.
 */
public final class BenchmarkModel implements AutoCloseable {

    private static final double TURN_TOP_P = 0.01;

    private final QwenVl model;
    private final Internals internals;
    private final Set<Integer> ends;
    private final int firstSpecial;
    private final Map<Integer, Engine> engines = Collections.synchronizedMap(new HashMap<>()); // by least tokens
    private final ExecutorService scoring = Executors.newCachedThreadPool(BenchmarkModel::waiting);

    public BenchmarkModel(QwenVl model) {
        this.model = model;
        this.internals = model.internals();
        this.ends = internals.prompts().plain().stopIds();
        this.firstSpecial = Collections.min(ends); // the end of the text stands before all other special tokens
    }

    /** How many answers are computed together. */
    public int batch() {
        return internals.engine().limits().batch();
    }

    /** Reads the pictures of a question, then answers it without waiting. */
    public CompletableFuture<String> answer(BenchmarkQuestion question) {
        Asking asking = question.asking();
        if (asking instanceof Asking.Completion completion) {
            return complete(prompt(question.prompt()), completion);
        }
        if (asking instanceof Asking.Likeliest likeliest) {
            return continuations(prompt(question.prompt()), likeliest).thenApply(BenchmarkModel::likeliest);
        }
        return turn(((PromptForm.Parts) question.prompt()).message());
    }

    /** The ids of a prompt without a template around it, and its pictures. */
    Prompt prompt(PromptForm form) {
        if (form instanceof PromptForm.Written written) {
            return internals
                    .prompts()
                    .place(internals.prompts().encodeRaw(written.text(), written.pictures()::picture));
        }
        PromptForm.Parts parts = (PromptForm.Parts) form;
        Map<Picture, SeenPicture> read = new HashMap<>();
        Function<Picture, SeenPicture> seen = picture -> read.computeIfAbsent(picture, internals.prompts()::read);
        Prompt prompt = internals.prompts().place(internals.prompts().encodeRaw(parts.message(), seen), seen);
        return prompt.append(internals.engineModel().text().beginning(parts.beginning()));
    }

    private CompletableFuture<String> complete(Prompt prompt, Asking.Completion completion) {
        return new CollectedAnswer(
                        engine(completion.leastTokens()), prompt, AnswerOptions.greedy(completion.mostTokens()))
                .submit()
                .thenApply(tokens -> {
                    String text = internals.tokenizer().decode(CollectedAnswer.ids(tokens, firstSpecial));
                    return completion.stripped() ? text.strip() : text;
                });
    }

    /** The mean loss of each continuation, per token. */
    CompletableFuture<double[]> continuations(Prompt prompt, Asking.Likeliest likeliest) {
        List<int[]> ids = likeliest.continuations().stream()
                .map(text -> internals.tokenizer().encode(text, SpecialsHonoured.NONE))
                .toList();
        return CompletableFuture.supplyAsync(() -> losses(prompt, ids), scoring);
    }

    private double[] losses(Prompt prompt, List<int[]> continuations) {
        return internals.scoring().of(prompt, continuations, Owner.once()).stream()
                .mapToDouble(each -> -each.sum() / each.tokens().size())
                .toArray();
    }

    private static String likeliest(double[] losses) {
        int best = 0;
        for (int i = 1; i < losses.length; i++) {
            best = losses[i] < losses[best] ? i : best;
        }
        return String.valueOf(best);
    }

    /** Beginning with the pictures, without the number that chat models expect. */
    private CompletableFuture<String> turn(Message message) {
        Prompts prompts = internals.prompts();
        Map<Picture, SeenPicture> read = new HashMap<>();
        Function<Picture, SeenPicture> seen = picture -> read.computeIfAbsent(picture, prompts::read);
        EncodedPrompt encoded = prompts.template()
                .encode(Dialogue.of(message), Window.UNBOUNDED, PictureOrder.AS_GIVEN, Prompts.rows(seen));
        AnswerOptions options = model.defaults().withTopP(TURN_TOP_P).withSeed(0);
        return internals.answerAsync(prompts.place(encoded, seen), options).thenApply(Answer::text);
    }

    private Engine engine(int leastTokens) {
        return engines.computeIfAbsent(leastTokens, least -> {
            EngineModel own = internals.engineModel();
            return new Engine(
                    new EngineModel(
                            own.network(),
                            new OfficialText(own.text(), ends, least),
                            own.kvCache(),
                            own.featureBytes()),
                    internals.engine().limits(),
                    step -> {});
        });
    }

    private static Thread waiting(Runnable task) {
        Thread thread = new Thread(task, "qwenvl-scoring");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        scoring.shutdown();
        engines.values().forEach(Engine::close);
    }
}
