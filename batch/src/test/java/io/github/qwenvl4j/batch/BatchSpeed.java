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
import java.util.Collections;
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
    private static final int ROUNDS = 3;
    private static final List<String> WAYS = List.of("one by one", "as eval asks", "as batch asks");
    private static final String ASKED = "Describe the image in English:";

    private final QwenVl model;
    private final QwenVl evaluating;
    private final PictureLabeller labeller;

    /** Of the questions of one length: mean stages of an answer alone, seconds of each way, in the order of {@link #WAYS}. */
    private record Result(Timings stages, double[] seconds, int pictures) {

        double better(int way) {
            return seconds[0] / seconds[way];
        }

        /** Milliseconds for each question. */
        double each(int way) {
            return 1000 * seconds[way] / pictures;
        }
    }

    /** Models of their own, so that none has seen the pictures before. */
    private BatchSpeed(QwenVl model, QwenVl evaluating, PictureLabeller labeller) {
        this.model = model;
        this.evaluating = evaluating;
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
                QwenVl evaluating = QwenVl.open(Path.of(args[0]), machine);
                PictureLabeller labeller = PictureLabeller.open(spec, machine)) {
            BatchSpeed speed = new BatchSpeed(model, evaluating, labeller);
            List<byte[]> first = pictures(2, 0);
            model.ask(message(first.get(0)), options(SHORT));
            speed.evaluated(first, SHORT);
            speed.labelled(first, SHORT);
            Result captions = speed.compare(CAPTION, pictures, 1);
            Result answers = speed.compare(SHORT, 2 * pictures, ROUNDS);
            bound(captions, answers, 1);
            bound(captions, answers, 2);
        }
    }

    /** What the stages allow: pictures and prompts take their time, only decoding is shared. */
    private static void bound(Result captions, Result answers, int way) {
        Timings alone = answers.stages();
        double fixed = alone.vision() + alone.prefill();
        double fixedOfCaptions = captions.stages().vision() + captions.stages().prefill();
        double decode = Math.max(0, (captions.each(way) - fixedOfCaptions) * SHORT / CAPTION);
        double bound = (fixed + alone.decode()) / (fixed + decode);
        System.out.printf(
                "%s, an answer of %d tokens: vision %.0f ms, prefill %.0f ms, decoding alone %.0f ms, together %.0f ms by the captions:"
                        + " bound %.2f, reached %.2f, that is %.2f of it%n",
                WAYS.get(way),
                SHORT,
                alone.vision(),
                alone.prefill(),
                alone.decode(),
                decode,
                bound,
                answers.better(way),
                answers.better(way) / bound);
    }

    /** Each round has pictures of its own, and begins with another way. */
    private Result compare(int tokens, int count, int rounds) {
        double[] seconds = new double[WAYS.size()];
        List<Answer> alone = new ArrayList<>();
        int equal = 0;
        for (int round = 0; round < rounds; round++) {
            List<byte[]> pictures = pictures(count, tokens + round);
            List<List<String>> texts = new ArrayList<>(Collections.nCopies(WAYS.size(), List.of()));
            for (int i = 0; i < WAYS.size(); i++) {
                int way = (round + i) % WAYS.size();
                long start = System.nanoTime();
                texts.set(way, answers(way, pictures, tokens, alone));
                seconds[way] += (System.nanoTime() - start) / 1e9;
            }
            for (int i = 0; i < count; i++) {
                int each = i;
                equal += texts.stream().map(all -> all.get(each)).distinct().count() == 1 ? 1 : 0;
            }
        }
        Result result = new Result(mean(alone), seconds, count * rounds);
        System.out.printf(
                "%d answers of %d tokens: one by one %.1f s; together, as eval asks %.1f s (ratio %.2f), as batch asks %.1f s (ratio"
                        + " %.2f); %d equal%n",
                result.pictures, tokens, seconds[0], seconds[1], result.better(1), seconds[2], result.better(2), equal);
        return result;
    }

    private List<String> answers(int way, List<byte[]> pictures, int tokens, List<Answer> alone) {
        return switch (way) {
            case 0 -> {
                List<Answer> answers = pictures.stream()
                        .map(picture -> model.ask(message(picture), options(tokens)))
                        .toList();
                alone.addAll(answers);
                yield answers.stream().map(Answer::text).toList();
            }
            case 1 -> evaluated(pictures, tokens);
            default -> labelled(pictures, tokens);
        };
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
                picture, evaluating.askAsync(message(picture), options(tokens)).thenApply(Answer::text)));
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
