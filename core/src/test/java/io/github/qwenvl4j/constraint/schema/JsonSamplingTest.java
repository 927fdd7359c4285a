package io.github.qwenvl4j.constraint.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.Grammar;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever is drawn, an independent validator agrees that it fits. */
class JsonSamplingTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final int SAMPLINGS = Integer.getInteger("qwenvl.samplings", 10);

    private static Path resources(String folder) {
        return Path.of("src/test/resources").resolve(folder);
    }

    /** The supported schemas of the official tests, and those of the real world. */
    static List<String> schemas() throws IOException {
        List<String> schemas = new ArrayList<>(realSchemas());
        try (Stream<Path> files = Files.list(resources("json-schema-suite"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JSON.readTree(file.toFile()).forEach(group -> {
                    String schema = group.get("schema").toString();
                    if (supported(schema)) {
                        schemas.add(schema);
                    }
                });
            }
        }
        return schemas;
    }

    static List<String> realSchemas() throws IOException {
        try (Stream<Path> files = Files.list(resources("real-schemas"))) {
            List<String> schemas = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                schemas.add(Files.readString(file));
            }
            return schemas;
        }
    }

    private static boolean supported(String schema) {
        try {
            Grammar.of(AnswerFormat.jsonSchema(schema));
            return true;
        } catch (QwenVlException e) {
            return false;
        }
    }

    /** How many of so many samplings were complete; fails where one does not fit. */
    static int validated(String schema, Sampling sampling, int count, int most) throws IOException {
        boolean enforced = Pattern.compile("\"format\"\s*:\s*\"([^\"]*)")
                .matcher(schema)
                .results()
                .allMatch(format -> Formats.expression(format.group(1)).isPresent());
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .formatAssertionsEnabled(enforced)
                .build();
        JsonSchema validator = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema.replace("{Letter}", "{L}"), config); // as the JDK calls it
        Random random = new Random(schema.hashCode());
        int complete = 0;
        for (int i = 0; i < count; i++) {
            Optional<String> text = sampling.sample(AnswerFormat.jsonSchema(schema), random, most, nanos -> {});
            if (text.isPresent()) {
                complete++;
                // the validator knows which domains there are in the world: the form does not
                String known = text.get().replaceAll("@[A-Za-z0-9.-]+\"", "@example.com\"");
                assertThat(validator.validate(JSON.readTree(known)))
                        .as("%s by %s", text.get(), schema)
                        .isEmpty();
            }
        }
        return complete;
    }

    /** {@code -Dqwenvl.samplings=N} draws N times by each schema. */
    @Test
    void everySupportedSchemaIsKept() throws IOException {
        QwenTokenizer tokenizer = QwenTokenizer.load(Fixtures.path("tiny-vl/qwen.tiktoken"), 4);
        allFit(tokenizer, SAMPLINGS);
    }

    /** With the published vocabulary most tokens run over the borders of values: a tenth as often, it is 60 times as large. */
    @Test
    void everySupportedSchemaIsKeptByThePublishedVocabulary() throws IOException {
        QwenTokenizer tokenizer = QwenTokenizer.load(Fixtures.shared("data/qwen.tiktoken"), 256);
        allFit(tokenizer, SAMPLINGS / 10);
    }

    private static void allFit(QwenTokenizer tokenizer, int count) throws IOException {
        Sampling sampling = new Sampling(tokenizer, tokenizer.specials().endOfText());
        int complete = 0;
        List<String> schemas = schemas();
        for (String schema : schemas) {
            complete += validated(schema, sampling, count, 300);
        }
        System.out.printf(
                "%d tokens, %d schemas, %d samplings each: %d complete within 300 tokens, all fit%n",
                tokenizer.size(), schemas.size(), count, complete);
        assertThat(schemas.size()).isGreaterThan(180);
        assertThat(complete).isGreaterThan(schemas.size() * count / 2);
    }

    @Test
    void theTwentySchemasOfTheRealWorldAreSupported() throws IOException {
        assertThat(realSchemas()).hasSize(20).allMatch(JsonSamplingTest::supported);
    }
}
