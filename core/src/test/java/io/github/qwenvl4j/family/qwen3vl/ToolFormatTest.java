package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.ToolCall;
import io.github.qwenvl4j.prompt.ToolDefinition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Random weights say what they like, but call tools as the tools' schemas say. */
class ToolFormatTest {

    private static final ToolDefinition WEATHER = new ToolDefinition(
            "{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\","
                    + "\"properties\":{\"city\":{\"enum\":[\"Paris\",\"Lima\"]},\"days\":{\"type\":\"array\",\"maxItems\":2,"
                    + "\"items\":{\"$ref\":\"#/$defs/day\"}}},\"$defs\":{\"day\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":7}},"
                    + "\"required\":[\"city\",\"days\"],\"additionalProperties\":false}}}");
    private static final ToolDefinition TIME =
            new ToolDefinition("{\"type\":\"function\",\"function\":{\"name\":\"time\"}}");
    private static final String WEATHER_CALL = "\\{\"city\": \"(Paris|Lima)\", \"days\": \\[([1-7](, [1-7])?)?]}";

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = Opened.open("tiny-q3vl-tied", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Answer ask(AnswerFormat format, long seed, int tokens) {
        Dialogue asked = Dialogue.of(Message.user("Weather?")).withTools(WEATHER, TIME);
        return model.answer(
                asked,
                AnswerOptions.greedy(tokens).withTemperature(1).withSeed(seed).withFormat(format));
    }

    @Test
    void aCallThatIsRequiredFitsItsSchema() {
        AnswerFormat one = new AnswerFormat.ToolCalls(List.of(WEATHER, TIME), false, Optional.empty());
        for (int seed = 0; seed < 40; seed++) {
            Answer answer = ask(one, seed, 200);
            assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(answer.called().text()).isEmpty();
            ToolCall call = answer.toolCalls().get(0);
            assertThat(answer.toolCalls()).hasSize(1);
            assertThat(call.arguments()).matches(call.name().equals("time") ? "\\{}" : WEATHER_CALL);
            // as the template writes it
            assertThat(answer.text())
                    .isEqualTo("<tool_call>\n{\"name\": \"" + call.name() + "\", \"arguments\": " + call.arguments()
                            + "}\n</tool_call>");
        }
    }

    @Test
    void behindACallOnlyCallsMayCome() {
        AnswerFormat several = new AnswerFormat.ToolCalls(List.of(WEATHER), true, Optional.empty());
        int most = 0;
        for (int seed = 0; seed < 10; seed++) {
            Answer answer = ask(several, seed, 300);
            if (answer.finishReason() == FinishReason.STOP) {
                assertThat(answer.called().text()).isEmpty();
            }
            assertThat(answer.toolCalls())
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(call.arguments()).matches(WEATHER_CALL));
            most = Math.max(most, answer.toolCalls().size());
        }
        assertThat(most).isGreaterThan(1);
    }

    @Test
    void insteadOfACallTheAnswerHasItsOtherForm() {
        AnswerFormat either =
                new AnswerFormat.ToolCalls(List.of(TIME), false, Optional.of(AnswerFormat.choice("yes", "no")));
        boolean called = false;
        boolean said = false;
        for (int seed = 0; seed < 60 && !(called && said); seed++) {
            Answer answer = ask(either, seed, 100);
            assertThat(answer.text())
                    .isIn("yes", "no", "<tool_call>\n{\"name\": \"time\", \"arguments\": {}}\n</tool_call>");
            called |= !answer.toolCalls().isEmpty();
            said |= answer.toolCalls().isEmpty();
        }
        assertThat(said).isTrue();
    }

    @Test
    void wordsMayComeBeforeCalls() {
        AnswerOptions options = AnswerOptions.greedy(100)
                .withFormat(AnswerFormat.toolCalls(List.of(WEATHER)))
                .withBeginning("Let me look.\n<tool_call>\n{\"name\": \"wea");
        Answer answer = model.answer(Dialogue.of(Message.user("Weather?")).withTools(WEATHER), options);
        assertThat(answer.called().text()).isEqualTo("Let me look.");
        assertThat(answer.toolCalls().get(0).arguments()).matches(WEATHER_CALL);
    }

    @Test
    void aSchemaThatCannotBeEnforcedIsRefusedWithItsTool() {
        ToolDefinition odd = new ToolDefinition(
                "{\"name\":\"odd\",\"parameters\":{\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"(?=x)y\"}}}}");
        assertThatThrownBy(() -> ask(AnswerFormat.toolCalls(List.of(odd)), 1, 5))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith("the call of odd cannot be held to its schema: ")
                .hasMessageContaining("#/properties/a");
        ToolDefinition text = new ToolDefinition("{\"name\":\"odd\",\"parameters\":{\"type\":\"string\"}}");
        assertThatThrownBy(() -> ask(AnswerFormat.toolCalls(List.of(text)), 1, 5))
                .hasMessageContaining("the parameters of odd must be an object");
    }

    @Test
    void aModelThatWasNotTrainedToCallToolsSaysSo() {
        try (QwenVl pico = QwenVl.open()) {
            AnswerOptions options = AnswerOptions.greedy(1).withFormat(AnswerFormat.toolCalls(List.of(TIME)));
            assertThatThrownBy(() -> pico.ask(Message.user("Hi"), options))
                    .hasMessage("this model was not trained to call tools");
        }
    }
}
