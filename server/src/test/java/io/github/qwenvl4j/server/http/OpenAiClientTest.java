package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own client, used as its users use it. */
class OpenAiClientTest {

    private static final String KEY = "client-0123456789abcdef";
    private static final HeldModel MODEL = new HeldModel();
    private static TestServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start(MODEL, options -> options.withKeys(ApiKeys.of(List.of(KEY))));
        client = client(KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.url("/v1"))
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder params() {
        return ChatCompletionCreateParams.builder().model("tiny-vl").temperature(0);
    }

    @Test
    void chat() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(params().addSystemMessage("Be brief.")
                        .addUserMessage("hello")
                        .maxCompletionTokens(7)
                        .build());
        assertThat(answer.validate().choices()).hasSize(1);
        assertThat(answer.choices().get(0).message().content().orElseThrow()).isNotEmpty();
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(7);
        assertThat(answer.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    }

    @Test
    void picture() throws Exception {
        ChatCompletionContentPart image = ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url(TestServer.dataUrl("scene-640x480.png"))
                        .build())
                .build());
        ChatCompletionContentPart text = ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text("Find the dog").build());
        ChatCompletion answer = client.chat()
                .completions()
                .create(params().addUserMessageOfArrayOfContentParts(List.of(image, text))
                        .maxCompletionTokens(5)
                        .build());
        assertThat(answer.usage().orElseThrow().promptTokens()).isGreaterThan(258);
        assertThat(answer.choices().get(0).message().toString()).contains("grounding");
    }

    @Test
    void theReplyIsAppendedToTheConversation() {
        ChatCompletionCreateParams.Builder conversation =
                params().addUserMessage("hello").maxCompletionTokens(5);
        ChatCompletion first = client.chat().completions().create(conversation.build());
        ChatCompletion second = client.chat()
                .completions()
                .create(conversation
                        .addMessage(first.choices().get(0).message())
                        .addUserMessage("and then?")
                        .build());
        assertThat(second.usage().orElseThrow().promptTokens())
                .isGreaterThan(first.usage().orElseThrow().promptTokens());
        assertThat(second.choices().get(0).message().content().orElseThrow()).isNotEmpty();
    }

    @Test
    void stream() {
        ChatCompletionCreateParams params = params().addUserMessage("hello")
                .maxCompletionTokens(9)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        String whole = client.chat()
                .completions()
                .create(params().addUserMessage("hello").maxCompletionTokens(9).build())
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            chunks = stream.stream().toList();
        }
        String text = chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
        assertThat(text).isEqualTo(whole);
        assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().completionTokens())
                .isEqualTo(9);
    }

    @Test
    void errors() {
        ChatCompletionCreateParams params = params().addUserMessage("hello").build();
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(params.toBuilder().model("gpt-4").build()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(params.toBuilder().topP(7).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("top_p");
        assertThatThrownBy(() ->
                        client("wrong-0123456789abcdef").chat().completions().create(params))
                .isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void cancel() throws Exception {
        ChatCompletionCreateParams params = params().addUserMessage("a b c")
                .frequencyPenalty(-2)
                .maxCompletionTokens(4000)
                .build();
        try (MODEL) {
            MODEL.holdAfter(20);
            try (StreamResponse<ChatCompletionChunk> stream =
                    client.chat().completions().createStreaming(params)) {
                assertThat(stream.stream().limit(3).toList()).hasSize(3);
            }
        }
        awaitMetric("qwenvl_active_answers", 0);
        assertThat(metric("qwenvl_generated_tokens_total")).isLessThan(3900);
    }

    @Test
    void models() {
        assertThat(client.models().list().data())
                .singleElement()
                .satisfies(model -> assertThat(model.id()).isEqualTo("tiny-vl"));
    }

    private static void awaitMetric(String name, double value) throws Exception {
        for (int look = 0; look < 6000 && metric(name) != value; look++) {
            Thread.sleep(10);
        }
        assertThat(metric(name)).as(name).isEqualTo(value);
    }

    private static double metric(String name) throws Exception {
        return server.get("/metrics", "Authorization", "Bearer " + KEY)
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
