package io.github.qwenvl4j.batch;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.Timings;
import io.github.qwenvl4j.evaluate.run.InOrder;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;

/**
 * Prints how much faster questions are answered together than one by one, with the same answers, as {@code eval} and as {@code batch}
 * ask them: captions of 128 tokens, then answers of 10. Arguments: the folder of a model, a number of pictures, threads.
 * {@code qwenvl bench --random 300m --write DIR}, then {@code BatchSpeed DIR 8 2}.
 *
 * <p>Sampled: the greedy answers of random weights repeat themselves, and speculative decoding would be at its best one by one. In
 * float32, so that all ways draw the same tokens.
 */
final class BatchSpeed {

    private static final int CAPTION = 128;
    private static final int SHORT = 10;
    private static final int SIDE = 448;
    private static final String ASKED = "Describe the image in English:";

    private final QwenVl model;
    private final PictureLabeller labeller;

    /** Of the questions of one length: mean stages of an answer alone, seconds of each way. */
    private record Result(Timings stages, double alone, double evaluated, double labelled, int pictures) {

        double better() {
            return alone / Math.min(evaluated, labelled);
        }

        /** Milliseconds for each question. */
        double together() {
            return 1000 * Math.min(evaluated, labelled) / pictures;
        }
    }

    private BatchSpeed(QwenVl model, PictureLabeller labeller) {
        this.model = model;
        this.labeller = labeller;
    }

    public static void main(String[] args) {
        OpenOptions machine = OpenOptions.defaults()
                .withPrecision(Precision.FLOAT32)
                .withThreads(Integer.parseInt(args[2]))
                .withBatch(16)
                .withQueue(64);
        LabelSpec spec = LabelSpec.parse("""
                {"model": "%s", "dtype": "float32", "temperature": 1, "seed": 1, "questions": [
                  {"id": "%d", "ask": "%s", "max-new-tokens": %2$d}, {"id": "%d", "ask": "%3$s", "max-new-tokens": %4$d}]}
                """.formatted(args[0], CAPTION, ASKED, SHORT));
        int pictures = Integer.parseInt(args[1]);
        try (QwenVl model = QwenVl.open(Path.of(args[0]), machine);
                PictureLabeller labeller = PictureLabeller.open(spec, machine)) {
            BatchSpeed speed = new BatchSpeed(model, labeller);
            List<byte[]> first = pictures(2, 0);
            speed.evaluated(first, SHORT);
            speed.labelled(first, SHORT);
            Result captions = speed.compare(CAPTION, pictures);
            Result answers = speed.compare(SHORT, 2 * pictures);
            bound(captions, answers);
        }
    }

    /** What the stages allow: pictures and prompts take their time, only decoding is shared. */
    private static void bound(Result captions, Result answers) {
        Timings alone = answers.stages();
        double fixed = alone.vision() + alone.prefill();
        double decode = Math.max(0, (captions.together() - fixed) * SHORT / CAPTION);
        double bound = (fixed + alone.decode()) / (fixed + decode);
        System.out.printf(
                "an answer of %d tokens alone: vision %.0f ms, prefill %.0f ms, decoding %.0f ms (together %.0f ms, by the captions):"
                        + " bound %.2f, reached %.2f of it%n",
                SHORT, alone.vision(), alone.prefill(), alone.decode(), decode, bound, answers.better() / bound);
    }

    private Result compare(int tokens, int count) {
        List<byte[]> pictures = pictures(count, tokens);
        long start = System.nanoTime();
        List<Answer> alone = new ArrayList<>();
        pictures.forEach(picture -> alone.add(model.ask(message(picture), options(tokens))));
        long second = System.nanoTime();
        List<String> evaluated = evaluated(pictures, tokens);
        long third = System.nanoTime();
        List<String> labelled = labelled(pictures, tokens);
        long end = System.nanoTime();
        Result result =
                new Result(mean(alone), (second - start) / 1e9, (third - second) / 1e9, (end - third) / 1e9, count);
        int equal = 0;
        for (int i = 0; i < count; i++) {
            String text = alone.get(i).text();
            equal += text.equals(evaluated.get(i)) && text.equals(labelled.get(i)) ? 1 : 0;
        }
        System.out.printf(
                "%d answers of %d tokens: one by one %.1f s; together, as eval asks %.1f s (ratio %.2f), as batch asks %.1f s (ratio"
                        + " %.2f); %d equal%n",
                count,
                tokens,
                result.alone,
                result.evaluated,
                result.alone / result.evaluated,
                result.labelled,
                result.alone / result.labelled,
                equal);
        return result;
    }

    private static Timings mean(List<Answer> answers) {
        double[] sums = new double[3];
        for (Answer answer : answers) {
            sums[0] += answer.timings().vision() / answers.size();
            sums[1] += answer.timings().prefill() / answers.size();
            sums[2] += answer.timings().decode() / answers.size();
        }
        return new Timings(sums[0], sums[1], sums[2]);
    }

    private static AnswerOptions options(int tokens) {
        return AnswerOptions.greedy(tokens).withTemperature(1).withSeed(1);
    }

    private static Message message(byte[] picture) {
        return Message.typed(ASKED, List.of(Picture.of(picture)));
    }

    private List<String> evaluated(List<byte[]> pictures, int tokens) {
        List<String> answers = new ArrayList<>();
        InOrder<byte[]> inOrder = new InOrder<>(2 * 16, (picture, outcome) -> answers.add(outcome.text()));
        pictures.forEach(picture -> inOrder.put(
                picture, model.askAsync(message(picture), options(tokens)).thenApply(Answer::text)));
        inOrder.finish();
        return answers;
    }

    private List<String> labelled(List<byte[]> pictures, int tokens) {
        LabelQuestion question = labeller.spec().question(String.valueOf(tokens));
        List<CompletableFuture<LabelRow>> rows = pictures.stream()
                .map(picture -> labeller.submit(LabelItem.of("picture", picture), question))
                .toList();
        return rows.stream()
                .map(row -> row.join().answer().orElseThrow().text())
                .toList();
    }

    private static List<byte[]> pictures(int count, int seed) {
        Random random = new Random(seed);
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < SIDE; y += 4) {
                for (int x = 0; x < SIDE; x++) {
                    image.setRGB(x, y, random.nextInt());
                }
            }
            pictures.add(png(image));
        }
        return pictures;
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
        return file.toByteArray();
    }
}
