package io.github.qwenvl4j.evaluate.run;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.Timings;
import io.github.qwenvl4j.evaluate.benchmark.Asking;
import io.github.qwenvl4j.evaluate.benchmark.BenchmarkQuestion;
import io.github.qwenvl4j.evaluate.benchmark.PromptForm;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Prints how much faster questions are answered in batches than one by one, with the same answers: captions of 128 tokens, then
 * answers of 10. Arguments: the folder of a model, a number of pictures, threads.
 * {@code qwenvl bench --random 300m --write DIR}, then {@code EvaluationSpeed DIR 6 2}.
 */
final class EvaluationSpeed {

    private static final int CAPTION = 128;
    private static final int SHORT = 10;

    private static final int ROUNDS = 2;

    private final QwenVl opened;
    private final BenchmarkModel model;
    private Timings stages;
    private double ratio;

    private EvaluationSpeed(QwenVl opened, BenchmarkModel model) {
        this.opened = opened;
        this.model = model;
    }

    public static void main(String[] args) {
        OpenOptions options =
                OpenOptions.defaults().withPrecision(Precision.FLOAT32).withThreads(Integer.parseInt(args[2]));
        int pictures = Integer.parseInt(args[1]);
        try (QwenVl opened = QwenVl.open(Path.of(args[0]), options);
                BenchmarkModel model = new BenchmarkModel(opened)) {
            EvaluationSpeed speed = new EvaluationSpeed(opened, model);
            speed.batched(questions(2, SHORT, 1), SHORT);
            double caption = speed.compare("captions of 128 tokens", CAPTION, pictures, 1);
            speed.compare("answers of 10 tokens", SHORT, pictures, ROUNDS);
            double fixed = speed.stages.vision() + speed.stages.prefill();
            double decode = Math.max(0, (caption - fixed) * SHORT / CAPTION);
            double bound = (fixed + speed.stages.decode()) / (fixed + decode);
            System.out.printf(
                    "an answer of 10 tokens alone: vision %.0f ms, prefill %.0f ms, decoding %.0f ms (in a batch %.0f ms, by the"
                            + " captions): bound %.2f, reached %.2f of it%n",
                    speed.stages.vision(),
                    speed.stages.prefill(),
                    speed.stages.decode(),
                    decode,
                    bound,
                    speed.ratio / bound);
        }
    }

    /** Alternately, so that a machine that is busy for a while slows both; milliseconds for each question in batches. */
    private double compare(String what, int tokens, int pictures, int rounds) {
        double singleSeconds = 0;
        double batchedSeconds = 0;
        int equal = 0;
        for (int round = 0; round < rounds; round++) {
            List<BenchmarkQuestion> questions = questions(pictures, tokens, 10 * tokens + round);
            long start = System.nanoTime();
            List<String> single = oneByOne(questions, tokens);
            long middle = System.nanoTime();
            List<String> batched = batched(questions, tokens);
            singleSeconds += (middle - start) / 1e9;
            batchedSeconds += (System.nanoTime() - middle) / 1e9;
            for (int i = 0; i < pictures; i++) {
                equal += single.get(i).equals(batched.get(i)) ? 1 : 0;
            }
        }
        ratio = singleSeconds / batchedSeconds;
        System.out.printf(
                "%s, %d rounds of %d pictures: one by one %.2f s, in batches of up to %d %.2f s: ratio %.2f; %d of %d answers equal%n",
                what, rounds, pictures, singleSeconds, model.batch(), batchedSeconds, ratio, equal, rounds * pictures);
        return 1000 * batchedSeconds / rounds / pictures;
    }

    /** Also notes the mean duration of the stages. */
    private List<String> oneByOne(List<BenchmarkQuestion> questions, int tokens) {
        List<String> answers = new ArrayList<>();
        double[] sums = new double[3];
        for (BenchmarkQuestion question : questions) {
            Answer answer = opened.internals().answer(model.prompt(question.prompt()), AnswerOptions.greedy(tokens));
            answers.add(answer.text().strip());
            sums[0] += answer.timings().vision();
            sums[1] += answer.timings().prefill();
            sums[2] += answer.timings().decode();
        }
        int count = questions.size();
        stages = new Timings(sums[0] / count, sums[1] / count, sums[2] / count);
        return answers;
    }

    /**
     * Sampled: the greedy answers of random weights repeat themselves, and speculative decoding would be at its best one by one.
     * In float32, so that both ways draw the same tokens.
     */
    private static AnswerOptions options(int tokens) {
        return AnswerOptions.greedy(tokens).withTemperature(1).withSeed(1);
    }

    private List<String> batched(List<BenchmarkQuestion> questions, int tokens) {
        List<String> answers = new ArrayList<>();
        InOrder<BenchmarkQuestion> inOrder = new InOrder<>(2 * model.batch(), (question, outcome) -> {
            if (outcome.failed()) {
                throw new IllegalStateException(outcome.failure());
            }
            answers.add(outcome.text());
        });
        questions.forEach(question -> inOrder.put(
                question,
                opened.internals()
                        .answerAsync(model.prompt(question.prompt()), options(tokens))
                        .thenApply(answer -> answer.text().strip())));
        inOrder.finish();
        return answers;
    }

    private static List<BenchmarkQuestion> questions(int count, int tokens, int seed) {
        Random random = new Random(seed);
        List<BenchmarkQuestion> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = new Message(
                    Role.USER,
                    List.of(
                            new Part.PicturePart(picture(random).named("picture.png"), false),
                            new Part.Text("Describe the image in English:")));
            questions.add(new BenchmarkQuestion(
                    String.valueOf(i),
                    new PromptForm.Parts(message),
                    new Asking.Completion(tokens, tokens, true),
                    answer -> Map.of()));
        }
        return questions;
    }

    private static Picture picture(Random random) {
        BufferedImage image = new BufferedImage(448, 448, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 448; y += 4) {
            for (int x = 0; x < 448; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return Picture.of(image);
    }
}
