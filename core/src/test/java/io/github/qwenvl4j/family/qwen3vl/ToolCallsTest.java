package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.CalledTools;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.ToolCall;
import io.github.qwenvl4j.prompt.ToolDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallsTest {

    private static final String PARIS =
            "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\", \"days\": 2}}\n</tool_call>";
    private static final ToolCall CALL = new ToolCall("weather", "{\"city\": \"Paris\", \"days\": 2}");

    @Test
    void callsAreTakenOutOfTheText() {
        assertThat(Qwen3VlTools.FORM.parse("Let me look.\n" + PARIS + "\n" + PARIS))
                .isEqualTo(new CalledTools("Let me look.", List.of(CALL, CALL)));
        assertThat(CALL.values()).containsExactlyInAnyOrderEntriesOf(Map.of("city", "Paris", "days", 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no call",
                "<tool_call>\nnot JSON\n</tool_call>",
                "<tool_call>{\"arguments\": {}}</tool_call>",
                "<tool_call>{\"name\": \"f\", \"arguments\": [1]}</tool_call>",
                "<tool_call>{\"name\": \"f\", \"argum",
                "<tool_call>"
            })
    void whatIsNoCallStaysText(String text) {
        assertThat(Qwen3VlTools.FORM.parse(text)).isEqualTo(new CalledTools(text, List.of()));
    }

    @Test
    void aForcedCallEndsBehindItsArguments() {
        String begun = Qwen3VlTools.FORM.beginning(Optional.of("weather")).orElseThrow();
        assertThat(Qwen3VlTools.FORM
                        .parse(begun + "{\"city\": \"Paris\", \"days\": 2}")
                        .calls())
                .containsExactly(CALL);
    }

    @Test
    void aGrowingTextOnlyGetsMoreTextAndCalls() {
        String whole = "a < b\n\n" + PARIS + "\n" + PARIS + "\nand <tool_call> more";
        CalledTools last = new CalledTools("", List.of());
        for (int end = 0; end <= whole.length(); end++) {
            CalledTools next = Qwen3VlTools.FORM.parseGrowing(whole.substring(0, end));
            assertThat(next.text()).startsWith(last.text());
            assertThat(next.calls().subList(0, last.calls().size())).isEqualTo(last.calls());
            last = next;
        }
        CalledTools end = Qwen3VlTools.FORM.parse(whole);
        assertThat(end.text()).isEqualTo("a < b\n\nand <tool_call> more").startsWith(last.text());
        assertThat(end.calls()).containsExactly(CALL, CALL).isEqualTo(last.calls());
    }

    @Test
    void theArgumentsOfACallThatIsBeingWrittenOnlyGrow() {
        String text =
                "a\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"t\": \"}</tool_call><tool_call>\\\"\"}}\n</tool_call>";
        String arguments = "";
        for (int end = 0; end <= text.length(); end++) {
            String so = text.substring(0, end);
            Optional<ToolCall> unfinished = Qwen3VlTools.FORM.unfinished(so);
            assertThat(Qwen3VlTools.FORM.parseGrowing(so).text()).isIn("", "a");
            if (unfinished.isPresent()) {
                assertThat(unfinished.get().name()).isEqualTo("f");
                assertThat(unfinished.get().arguments()).startsWith(arguments);
                arguments = unfinished.get().arguments();
            }
        }
        CalledTools called = Qwen3VlTools.FORM.parse(text);
        assertThat(called.text()).isEqualTo("a");
        assertThat(called.calls()).hasSize(1);
        assertThat(called.calls().get(0).arguments()).startsWith(arguments).isEqualTo(arguments);
    }

    @Test
    void argumentsAreWrittenAsPythonWritesJson() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("z", 1);
        values.put("a", new ArrayList<>(List.of(1.0, 0.1, -2.5e-7, 1e16, 123456789012345680.0, true)));
        values.put("t", "Zürich \"q\" \\ \n\u0001/");
        values.put("n", null);
        assertThat(ToolCall.of("f", values).arguments())
                .isEqualTo("{\"z\": 1, \"a\": [1.0, 0.1, -2.5e-07, 1e+16, 1.2345678901234568e+17, true], "
                        + "\"t\": \"Zürich \\\"q\\\" \\\\ \\n\\u0001/\", \"n\": null}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[1]", "{\"a\":", "null", "{} {}"})
    void aDefinitionIsAnObject(String json) {
        assertThatThrownBy(() -> new ToolDefinition(json))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("the definition of a tool is not a JSON object");
    }

    /** The tiny model does not call tools by itself: its answer is begun. */
    @Test
    void anAnswerTellsTheToolsItCalls() {
        try (QwenVl model = Opened.open("tiny-q3vl-tied", Precision.FLOAT32)) {
            Dialogue asked = Dialogue.of(Message.user("Weather in Paris?"))
                    .withTools(ToolDefinition.function("weather", "of a city", Map.of("type", "object")));
            AnswerOptions options = AnswerOptions.greedy(2).withBeginning("Look.\n" + PARIS);
            assertThat(model.answer(asked, options).toolCalls()).containsExactly(CALL);
            Dialogue answered = asked.with(Message.assistant("Look.\n" + PARIS)).with(Message.toolResult("22"));
            Dialogue inParts = asked.with(Message.assistant("Look.").call(CALL)).with(Message.toolResult("22"));
            int[] ids = model.internals().prompts().encode(answered).ids();
            assertThat(ids)
                    .isEqualTo(model.internals().prompts().encode(inParts).ids());
        }
    }

    @Test
    void qwenVlRefusesTools() {
        try (QwenVl pico = QwenVl.open()) {
            Dialogue asked = Dialogue.of(Message.user("Weather?")).withTools(new ToolDefinition("{}"));
            assertThatThrownBy(() -> pico.answer(asked, AnswerOptions.greedy(1)))
                    .hasMessage("this model was not trained to call tools");
            assertThat(pico.internals().prompts().template().takesTools()).isFalse();
        }
    }
}
