package io.github.qwenvl4j.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.hub.BuiltInModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a specification says, and what it refuses. */
class LabelSpecTest {

    private static final String SPEC = """
            max-new-tokens: 64
            questions:
              - id: caption
                ask: What is it?
              - id: colour
                ask: Which colour?
                choices: [red, green]
                max-new-tokens: 3
            """;

    @TempDir
    private Path folder;

    @Test
    void optionsOfAllQuestionsAreThoseOfEachUnlessItSaysOtherwise() {
        LabelSpec spec = LabelSpec.parse(SPEC);
        AnswerOptions defaults = AnswerOptions.greedy(1000).withTemperature(0.9);
        assertThat(spec.question("caption").over(defaults).maxNewTokens()).isEqualTo(64);
        assertThat(spec.question("caption").over(defaults).temperature()).isZero();
        assertThat(spec.question("colour").over(defaults).maxNewTokens()).isEqualTo(3);
        assertThat(spec.question("colour").format()).isEqualTo(AnswerFormat.choice("red", "green"));
    }

    @Test
    void theIdOfAQuestionMayBeInAnyScript() {
        assertThat(LabelSpec.parse("questions: [{id: 颜色, ask: 圆是什么颜色？}]")
                        .question("颜色")
                        .asked())
                .contains("圆是什么颜色？");
    }

    @Test
    void whatItWritesIsReadAsTheSame() {
        LabelSpec spec = LabelSpec.parse(SPEC);
        assertThat(LabelSpec.parse(spec.toJson())).isEqualTo(spec);
    }

    @Test
    void aSchemaMayStandInAFileBesideIt() throws IOException {
        Files.writeString(folder.resolve("form.json"), "{\"type\": \"object\"}");
        Path file = folder.resolve("spec.yaml");
        Files.writeString(file, "questions: [{id: a, ask: b, schema: form.json}]");
        assertThat(LabelSpec.read(file).question("a").format())
                .isEqualTo(AnswerFormat.jsonSchema("{\"type\":\"object\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            questions: [{id: a, ask: b, colour: c}]                          | unknown field colour
            question: []                                                     | unknown field question
            model: pico                                                      | has no questions
            questions: []                                                    | questions is not a list of questions
            questions: [{ask: b}]                                            | question 1: has no id
            questions: [{id: a b, ask: b}]                                   | question 1: id is not a name
            questions: [{id: a}]                                             | question 1: needs either ask or task
            questions: [{id: a, ask: b, task: caption}]                      | question 1: needs either ask or task
            questions: [{id: a, task: paint}]                                | paint
            questions: [{id: a, ask: b}, {id: a, ask: c}]                    | question 2: the id a is given twice
            questions: [{id: a, ask: b, temperature: -1}]                    | temperature is -1.0, but must be from 0 to 100
            questions: [{id: a, ask: b, temperature: warm}]                  | temperature is not a number
            questions: [{id: a, ask: b, choices: [x, x]}]                    | a choice has the same text twice
            questions: [{id: a, ask: b, json: true, regex: c}]               | exclude each other
            questions: [{id: a, ask: b, schema: true}]                       | schema is not a JSON Schema
            dtype: float8                                                    | has no questions
            '{adapter: [x], questions: [{id: a, ask: b}]}'                   | adapter is not a text
            '[1, 2]'                                                         | is not an object with fields
            'questions: [}'                                                  | not valid YAML at line 1
            'questions: [{id: a, id: b, ask: c}]'                            | field id is given twice
            """)
    void refusesByNameInOneLine(String text, String reason) throws IOException {
        Path file = folder.resolve("spec.yaml");
        Files.writeString(file, text);
        assertThatThrownBy(() -> LabelSpec.read(file))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(reason)
                .message()
                .hasLineCount(1)
                .doesNotContain("fasterxml", "snakeyaml");
    }

    @Test
    void theFingerprintChangesWhenAnAnswerCould() {
        String model = Fingerprint.ofModel(BuiltInModel.directory());
        Set<String> prints = new HashSet<>();
        List<String> different = List.of(
                SPEC,
                SPEC.replace("64", "65"),
                SPEC.replace("is it", "is that"),
                SPEC + "system: Be brief.",
                SPEC + "dtype: int8",
                SPEC + "max-pixels: 100000",
                SPEC + "temperature: 1",
                SPEC + "beginning: It is");
        different.forEach(text -> prints.add(print(text, model)));
        prints.add(print(SPEC, model + " other weights"));
        assertThat(prints).hasSize(different.size() + 1);
    }

    @Test
    void theFingerprintChangesWithTheAdapterAndItsFiles() throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), "{}");
        Map<String, String> without = LabelSpec.parse(SPEC).fingerprints();
        Map<String, String> with = LabelSpec.parse(SPEC + "adapter: " + folder).fingerprints();
        assertThat(with.values()).doesNotContainAnyElementsOf(without.values());
        Files.writeString(folder.resolve("adapter_config.json"), "{\"r\": 1}");
        assertThat(LabelSpec.parse(SPEC + "adapter: " + folder).fingerprints().values())
                .doesNotContainAnyElementsOf(with.values());
        Path elsewhere = Files.createDirectory(folder.resolve("step-00000002"));
        Files.copy(folder.resolve("adapter_config.json"), elsewhere.resolve("adapter_config.json"));
        assertThat(LabelSpec.parse(SPEC + "adapter: " + elsewhere).fingerprints())
                .isEqualTo(LabelSpec.parse(SPEC + "adapter: " + folder).fingerprints());
    }

    @Test
    void theFingerprintStaysWhenNoAnswerCould() {
        String model = Fingerprint.ofModel(BuiltInModel.directory());
        assertThat(print(SPEC.replace("red", "blue").replace("id: caption", "id: first") + "model: elsewhere", model))
                .isEqualTo(print(SPEC, model));
    }

    @Test
    void anotherByteOfTheModelIsAnotherModel() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        String before = Fingerprint.ofModel(folder);
        Files.writeString(folder.resolve("config.json"), "[]");
        assertThat(Fingerprint.ofModel(folder)).isNotEqualTo(before);
    }

    private static String print(String text, String model) {
        LabelSpec spec = LabelSpec.parse(text);
        return Fingerprint.of(spec, spec.questions().get(0), model);
    }
}
