package io.github.qwenvl4j.evaluate.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.evaluate.metric.Mode;
import io.github.qwenvl4j.testing.TestFolders;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Prints how long 100,000 answers take to score, reading the files included: VQA, ANLS, captions. */
final class ScoringSpeed {

    private static final int ITEMS = 100_000;
    private static final List<String> WORDS = List.of(
            "a",
            "the",
            "man",
            "woman",
            "dog",
            "riding",
            "red",
            "two",
            "horse",
            "on",
            "beach",
            "street",
            "with",
            "umbrella",
            "it's",
            "standing",
            "near",
            "blue",
            "bus",
            "yes",
            "no",
            "3");

    private ScoringSpeed() {}

    private interface Line {
        String of(int index, Random random);
    }

    public static void main(String[] args) throws IOException {
        Path folder = TestFolders.create("speed");
        Path vqaAnswers =
                lines(folder.resolve("vqa.jsonl"), (i, random) -> json("question_id", i, "answer", words(random, 2)));
        Path vqa = lines(folder.resolve("vqa-annotations.jsonl"), ScoringSpeed::annotation);
        run("vqav2", vqa, vqaAnswers);
        Path texts = lines(
                folder.resolve("doc.jsonl"),
                (i, random) -> "{\"question_id\":" + i + ",\"answer\":[\"" + words(random, 6) + "\",\""
                        + words(random, 5) + "\"]}");
        run(
                "docvqa",
                texts,
                lines(
                        folder.resolve("doc-answers.jsonl"),
                        (i, random) -> json("questionId", i, "answer", words(random, 6))));
        Path captions = Files.writeString(folder.resolve("captions.json"), captions());
        run(
                "coco",
                captions,
                lines(
                        folder.resolve("captions.jsonl"),
                        (i, random) -> json("image_id", i, "caption", words(random, 10) + ".")));
    }

    private static void run(String name, Path annotations, Path answers) throws IOException {
        long start = System.nanoTime();
        BenchmarkResult result = PublishedBenchmarks.named(name)
                .orElseThrow()
                .score(annotations, answers, Mode.OFFICIAL, Unmatched.REFUSED);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s: %,d answers in %.1f s, maximum heap %d MiB: %s%n",
                name,
                result.items(),
                seconds,
                Runtime.getRuntime().maxMemory() >> 20,
                new ObjectMapper().writeValueAsString(result.json()));
    }

    private static Path lines(Path file, Line line) throws IOException {
        Random random = new Random(file.hashCode());
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < ITEMS; i++) {
                writer.write(line.of(i, random));
                writer.newLine();
            }
        }
        return file;
    }

    private static String annotation(int index, Random random) {
        StringBuilder json = new StringBuilder(
                "{\"question_id\":" + index + ",\"question_type\":\"what\",\"answer_type\":\"other\",\"answers\":[");
        for (int i = 1; i <= 10; i++) {
            json.append(i > 1 ? "," : "")
                    .append("{\"answer\":\"")
                    .append(words(random, 2))
                    .append("\",\"answer_id\":")
                    .append(i)
                    .append('}');
        }
        return json + "]}";
    }

    private static String captions() {
        Random random = new Random(1);
        StringBuilder json = new StringBuilder("{\"images\":[");
        for (int i = 0; i < ITEMS; i++) {
            json.append(i > 0 ? "," : "").append("{\"id\":").append(i).append(",\"image\":\"x.jpg\"}");
        }
        json.append("],\"annotations\":[");
        for (int i = 0; i < 5 * ITEMS; i++) {
            json.append(i > 0 ? "," : "").append(json("image_id", i / 5, "caption", words(random, 10) + "."));
        }
        return json + "]}";
    }

    private static String json(String idField, int id, String field, String text) {
        return "{\"" + idField + "\":" + id + ",\"" + field + "\":\"" + text + "\"}";
    }

    private static String words(Random random, int count) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(i > 0 ? " " : "").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return words.toString();
    }
}
