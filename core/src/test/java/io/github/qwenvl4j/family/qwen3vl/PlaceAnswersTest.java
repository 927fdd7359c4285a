package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.task.Task;
import io.github.qwenvl4j.testing.Fixtures;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places in answers, and the questions that ask for them. */
class PlaceAnswersTest {

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = Opened.open("tiny-q3vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** The weights are random: without the constraint not one of these answers is a list. */
    @Test
    void constrainedAnswersAreListsOfPlaces() {
        Picture picture = Picture.of(Fixtures.path("images/gray-300x200.png"));
        Set<String> answers = new TreeSet<>();
        for (int seed = 0; seed < 12; seed++) {
            AnswerOptions options =
                    AnswerOptions.greedy(300).withTemperature(1).withSeed(seed).withConstrainBoxes(true);
            Answer answer = model.ask(Message.user("Where?", picture), options);
            assertThat(answer.text()).matches("(?s)(```json\n)?\\[.*");
            if (answer.finishReason() == FinishReason.STOP) {
                assertThat(answer.text()).matches("(?s)\\[.*\\]|```json\n\\[.*\\]\n```");
                assertThat(answer.grounded().regions()).hasSize((int)
                        answer.text().chars().filter(each -> each == '{').count());
            }
            answers.add(answer.text());
        }
        assertThat(answers).hasSizeGreaterThan(3);
        Answer free = model.ask(Message.user("Where?", picture), AnswerOptions.greedy(20));
        assertThat(free.text()).doesNotStartWith("[");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "find:dog | Locate every instance that belongs to the following categories: \"dog\". Report bbox coordinates in JSON format.",
                "count:person | Locate every person with points, report their point coordinates in JSON format like this: {\"point_2d\": [x, y], \"label\": \"person\"}",
                "ocr | Read all the text in the image.",
                "ocr-ground | Spotting all the text in the image with line-level, and output in JSON format.",
                "document:markdown | qwenvl markdown",
                "document:html | qwenvl html",
                "caption | Describe this image in English.",
                "ask:Why? | Why?"
            })
    void tasksAreAskedInThePublishedWords(String task, String question) {
        Task parsed = Task.parse(task);
        Message message = parsed.message(model, Picture.at("a.png"));
        assertThat(message.words()).isEqualTo(question);
        assertThat(message.pictures()).hasSize(1);
        assertThat(parsed.options(model, AnswerOptions.greedy(1)).beginning()).isEmpty();
    }

    @Test
    void tasksThatAModelWasNotTrainedForAreRefused() {
        try (QwenVl pico = QwenVl.open()) {
            assertThatThrownBy(() -> Task.parse("count:dogs").message(pico, Picture.at("a.png")))
                    .hasMessage("task count: this model was not trained for it");
            assertThatThrownBy(() -> Task.parse("document:html").message(pico, Picture.at("a.png")))
                    .hasMessage("task document: this model was not trained for it");
        }
        assertThatThrownBy(() -> Task.parse("document:pdf"))
                .hasMessage("task 'document:pdf': the form is markdown, html or json");
    }
}
