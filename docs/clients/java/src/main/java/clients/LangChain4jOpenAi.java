package clients;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** LangChain4j's client for OpenAI, whose pictures ask for a low detail by default. */
public final class LangChain4jOpenAi {

    private static final Content IMAGE = ImageContent.from(Checks.BASE64, "image/png");
    private static final Content TEXT = TextContent.from(Checks.QUESTION);

    private LangChain4jOpenAi() {}

    public static void main(String[] args) {
        OpenAiChatModel model = model("pico");
        Checks.toolFeature("tools", LangChain4jOpenAi::tools);
        Checks.feature("json", LangChain4jOpenAi::json);
        Checks.feature("picture", () -> Checks.same(ask(model, IMAGE, TEXT)));
        Checks.feature("text first", () -> Checks.same(ask(model, TEXT, IMAGE)));
        Checks.feature("stream", LangChain4jOpenAi::stream);
        Checks.feature("turns", () -> turns(model));
        Checks.feature("error", () -> Checks.told(() -> ask(model("nope"), TEXT)));
    }

    private static OpenAiChatModel model(String name) {
        return OpenAiChatModel.builder()
                .baseUrl(Checks.BASE + "/v1")
                .apiKey("none")
                .modelName(name)
                .temperature(0.0)
                .maxRetries(0)
                .build();
    }

    private static String ask(OpenAiChatModel model, Content... contents) {
        return model.chat(UserMessage.from(contents)).aiMessage().text();
    }

    private static String tools() {
        ToolSpecification weather = ToolSpecification.builder()
                .name("weather")
                .description("of a city")
                .parameters(JsonObjectSchema.builder()
                        .addEnumProperty("city", List.of("Paris", "Lima"))
                        .addEnumProperty("days", List.of("1", "2"))
                        .required("city", "days")
                        .additionalProperties(false)
                        .build())
                .build();
        List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from("What is the weather in Paris?")));
        OpenAiChatModel model = OpenAiChatModel.builder()
                .baseUrl(Checks.BASE + "/v1")
                .apiKey("none")
                .modelName("tools")
                .parallelToolCalls(false)
                .maxRetries(0)
                .build();
        AiMessage called = model.chat(ChatRequest.builder()
                        .messages(messages)
                        .toolSpecifications(weather)
                        .toolChoice(ToolChoice.REQUIRED)
                        .maxOutputTokens(300)
                        .build())
                .aiMessage();
        ToolExecutionRequest call = called.toolExecutionRequests().get(0);
        messages.add(called);
        messages.add(ToolExecutionResultMessage.from(call, "rain"));
        model.chat(ChatRequest.builder()
                .messages(messages)
                .toolSpecifications(weather)
                .maxOutputTokens(5)
                .build());
        if (!call.name().equals("weather") || !call.arguments().matches(".*(Paris|Lima).*[12].*")) {
            throw new AssertionError(call.toString());
        }
        return call.name() + call.arguments();
    }

    /** Strict: otherwise the client leaves out that no other properties are allowed, and a model may add some. */
    private static String json() {
        JsonSchema shape = JsonSchema.builder()
                .name("Shape")
                .rootElement(JsonObjectSchema.builder()
                        .addEnumProperty("color", List.of("red", "blue"))
                        .required("color")
                        .additionalProperties(false)
                        .build())
                .build();
        String text = OpenAiChatModel.builder()
                .baseUrl(Checks.BASE + "/v1")
                .apiKey("none")
                .modelName("pico")
                .strictJsonSchema(true)
                .maxRetries(0)
                .build()
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from(IMAGE, TEXT))
                        .responseFormat(ResponseFormat.builder()
                                .type(ResponseFormatType.JSON)
                                .jsonSchema(shape)
                                .build())
                        .build())
                .aiMessage()
                .text();
        if (!text.matches("\\{\"color\":\"(red|blue)\"}")) {
            throw new AssertionError(text);
        }
        return text;
    }

    private static String turns(OpenAiChatModel model) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(UserMessage.from(IMAGE, TEXT));
        messages.add(model.chat(messages).aiMessage());
        messages.add(UserMessage.from("And the circle?"));
        return Checks.answered(model.chat(messages).aiMessage().text());
    }

    private static String stream() throws Exception {
        OpenAiStreamingChatModel model = OpenAiStreamingChatModel.builder()
                .baseUrl(Checks.BASE + "/v1")
                .apiKey("none")
                .modelName("pico")
                .temperature(0.0)
                .build();
        List<Long> arrivals = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<ChatResponse> complete = new CompletableFuture<>();
        long start = System.nanoTime();
        model.chat(
                List.of(UserMessage.from(IMAGE, TextContent.from(Checks.LONG))), new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String piece) {
                        arrivals.add(System.nanoTime());
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        complete.complete(response);
                    }

                    @Override
                    public void onError(Throwable error) {
                        complete.completeExceptionally(error);
                    }
                });
        complete.get();
        return Checks.streamed(start, arrivals);
    }
}
