package clients;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
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
