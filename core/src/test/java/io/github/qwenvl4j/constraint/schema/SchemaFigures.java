package io.github.qwenvl4j.constraint.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.constraint.Grammar;
import io.github.qwenvl4j.constraint.mask.TextTokens;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Prints what answers in a form cost with the published vocabulary: time to prepare a schema, and of each mask. */
final class SchemaFigures {

    private static final int PROPERTIES = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaFigures() {}

    public static void main(String[] arguments) throws IOException {
        QwenTokenizer published = QwenTokenizer.load(Fixtures.shared("data/qwen.tiktoken"), 256);
        JSON.readTree("{}"); // loads what reads JSON, which a program has done for other reasons
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            new TextTokens(published);
            System.out.printf("prefix tree of %d tokens: %.0f ms%n", published.size(), millis(start));
            start = System.nanoTime();
            Grammar.of(AnswerFormat.jsonSchema(wide()));
            System.out.printf("schema of %d properties: %.0f ms%n", PROPERTIES, millis(start));
        }
        Sampling sampling = new Sampling(published, published.specials().endOfText());
        masks(sampling, JsonSamplingTest.realSchemas());
        masks(sampling, List.of(wide()));
    }

    private static double millis(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    /** Half of the properties are optional; texts, numbers, dates and lists take turns. */
    private static String wide() {
        List<String> properties = new ArrayList<>();
        List<String> required = new ArrayList<>();
        List<String> types = List.of(
                "{\"type\":\"string\",\"maxLength\":80}",
                "{\"type\":\"number\",\"minimum\":0}",
                "{\"type\":\"string\",\"format\":\"date\"}",
                "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
                "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}");
        for (int i = 0; i < PROPERTIES; i++) {
            properties.add("\"property_" + i + "\":" + types.get(i % types.size()));
            if (i % 2 == 0) {
                required.add("\"property_" + i + "\"");
            }
        }
        return "{\"type\":\"object\",\"properties\":{" + String.join(",", properties) + "},\"required\":["
                + String.join(",", required) + "]}";
    }

    private static void masks(Sampling sampling, List<String> schemas) {
        LongStream.Builder nanos = LongStream.builder();
        for (int round = 0; round < 2; round++) {
            for (String schema : schemas) {
                Random random = new Random(5 + round);
                for (int i = 0; i < 10; i++) {
                    sampling.sample(AnswerFormat.jsonSchema(schema), random, 200, nanos);
                }
            }
        }
        long[] sorted = nanos.build().sorted().toArray();
        System.out.printf(
                "%d masks over %d schemas: median %.3f ms, p90 %.3f ms, p99 %.3f ms, largest %.1f ms%n",
                sorted.length,
                schemas.size(),
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 9 / 10] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                sorted[sorted.length - 1] / 1e6);
    }
}
