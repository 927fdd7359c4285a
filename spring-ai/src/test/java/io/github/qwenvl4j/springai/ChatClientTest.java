package io.github.qwenvl4j.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.RegionData;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.support.ToolCallbacks;
import org.springframework.ai.tool.annotation.Tool;
import reactor.core.Disposable;

/** What an application sees through {@code ChatClient}, over a script. */
class ChatClientTest {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    /** A tool that counts its calls. */
    static final class Weather {

        private int calls;

        @Tool(description = "Weather of a city")
        public String getWeather(String city) {
            calls++;
            return city.equals("Munich") ? "sunny" : "unknown";
        }
    }

    record Report(String city, int degrees) {}

    private static QwenVlChatModel model() {
        return QwenVlChatModel.of(script.model());
    }

    @Test
    void systemTextAndQuestionAreAnswered() {
        script.whenAsked("Who").says("Qwen");
        String answer = ChatClient.create(model())
                .prompt()
                .system("Be brief.")
                .user("Who are you?")
                .call()
                .content();
        assertThat(answer).isEqualTo("Qwen");
        assertThat(script.prompts()).containsExactly("system: Be brief.\nuser: Who are you?\n");
    }

    @Test
    void theModelReturnsCallsAndTheClientExecutesThem() {
        script.whenAsked("Munich").calls("getWeather", Map.of("city", "Munich"));
        script.whenAsked("sunny").says("The sun shines.");
        Weather weather = new Weather();
        String answer = ChatClient.create(model())
                .prompt("How is Munich?")
                .tools(weather)
                .call()
                .content();
        assertThat(answer).isEqualTo("The sun shines.");
        assertThat(weather.calls).isEqualTo(1);
        assertThat(script.prompts()).hasSize(2);
        assertThat(script.prompts().get(1)).contains("Weather of a city").contains("tool: \"sunny\"\n");
    }

    @Test
    void aModelAloneExecutesNothing() {
        script.whenAsked("Munich").calls("getWeather", Map.of("city", "Munich"));
        Weather weather = new Weather();
        QwenVlChatOptions tools = QwenVlChatOptions.builder()
                .toolCallbacks(ToolCallbacks.from(weather))
                .build();
        ChatResponse response = model().call(new Prompt("How is Munich?", tools));
        AssistantMessage.ToolCall call =
                response.getResult().getOutput().getToolCalls().get(0);
        assertThat(call.name()).isEqualTo("getWeather");
        assertThat(call.arguments()).isEqualTo("{\"city\": \"Munich\"}");
        assertThat(response.getResult().getMetadata().getFinishReason()).isEqualTo("TOOL_CALLS");
        assertThat(weather.calls).isZero();
    }

    @Test
    void anEntityIsHeldToItsSchema() {
        script.always().says("{\"city\":\"Munich\",\"degrees\":19}");
        ChatClient client = ChatClient.create(model());
        assertThat(client.prompt("Weather?").call().entity(Report.class)).isEqualTo(new Report("Munich", 19));
        ChatOptions held = QwenVlChatOptions.builder()
                .outputSchema("{\"type\":\"object\",\"properties\":{\"degrees\":{\"type\":\"integer\"}},"
                        + "\"required\":[\"degrees\"],\"additionalProperties\":false}")
                .build();
        script.always().says("{\"degrees\":7}");
        assertThat(model().call(new Prompt("Weather?", held))
                        .getResult()
                        .getOutput()
                        .getText())
                .isEqualTo("{\"degrees\":7}");
        script.always().says("nineteen");
        assertThat(model().call(new Prompt("Weather?", held))
                        .getResult()
                        .getOutput()
                        .getText())
                .startsWith("{\"degrees\":");
    }

    @Test
    void optionsOfThePromptAndPortableOnesCount() {
        script.always().says("one two three");
        QwenVlChatModel model = QwenVlChatModel.builder()
                .model(script.model())
                .options(QwenVlChatOptions.builder().maxTokens(7).build())
                .build();
        assertThat(model.call("Count")).isEqualTo("one two");
        ChatOptions portable = ChatOptions.builder().maxTokens(3).build();
        ChatResponse response = model.call(new Prompt("Count", portable));
        assertThat(response.getResult().getOutput().getText()).isEqualTo("one");
        assertThat(response.getResult().getMetadata().getFinishReason()).isEqualTo("LENGTH");
        assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(3);
        assertThat(response.getMetadata().getUsage().getPromptTokens()).isPositive();
        assertThat(response.getMetadata().getModel()).isEqualTo("qwen-vl");
    }

    @Test
    void anotherModelIsRefused() {
        ChatOptions other = ChatOptions.builder().model("gpt").build();
        assertThatThrownBy(() -> model().call(new Prompt("Count", other)))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("the opened model is qwen-vl, but the prompt asks for gpt");
    }

    @Test
    void aStreamTellsPiecesAndItsEnd() {
        script.always().says("<ref>one</ref><box>(1,2),(3,4)</box>!");
        List<ChatResponse> all =
                model().stream(new Prompt("Count")).collectList().block(Duration.ofSeconds(60));
        StringBuilder text = new StringBuilder();
        all.forEach(each -> text.append(each.getResult().getOutput().getText()));
        assertThat(text).hasToString("<ref>one</ref><box>(1,2),(3,4)</box>!");
        ChatResponse last = all.get(all.size() - 1);
        assertThat(last.getResult().getMetadata().getFinishReason()).isEqualTo("STOP");
        assertThat(last.getMetadata().getUsage().getCompletionTokens()).isEqualTo(text.length());
        assertThat(RegionData.in(last.getResult().getOutput().getMetadata())).hasSize(1);
    }

    @Test
    void disposingOfAStreamEndsItsAnswer() throws InterruptedException {
        script.whenAsked("long").repeats("la ");
        script.whenAsked("short").says("la");
        CountDownLatch begun = new CountDownLatch(5);
        Disposable stream = model().stream(new Prompt("Sing long")).subscribe(piece -> begun.countDown());
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        stream.dispose();
        assertThat(model().call("Sing short")).isEqualTo("la");
        while (script.model().internals().engine().active() > 0) { // surefire's limit is the limit
            Thread.onSpinWait();
        }
    }

    @Test
    void aFailureOfAStreamIsItsError() {
        script.always().fails(QwenVlException.Kind.TOO_LONG, "the prompt is too long");
        assertThatThrownBy(() -> model().stream(new Prompt("Count")).blockLast(Duration.ofSeconds(60)))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("the prompt is too long");
    }

    @Test
    void callsAndStreamsAreObserved() {
        script.always().says("one");
        TestObservationRegistry registry = TestObservationRegistry.create();
        QwenVlChatModel model = QwenVlChatModel.builder()
                .model(script.model())
                .observationRegistry(registry)
                .build();
        model.call("Count");
        model.stream(new Prompt("Count")).blockLast(Duration.ofSeconds(60));
        TestObservationRegistryAssert.assertThat(registry)
                .doesNotHaveAnyRemainingCurrentObservation()
                .hasNumberOfObservationsWithNameEqualTo("gen_ai.client.operation", 2)
                .forAllObservationsWithNameEqualTo(
                        "gen_ai.client.operation",
                        each -> each.hasLowCardinalityKeyValue("gen_ai.system", "qwenvl")
                                .hasHighCardinalityKeyValue("gen_ai.usage.output_tokens", "3"));
    }
}
