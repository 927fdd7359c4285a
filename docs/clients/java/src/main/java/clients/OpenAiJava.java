package clients;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageParam;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.ArrayList;
import java.util.List;

/** OpenAI's client for Java: chat completions. */
public final class OpenAiJava {

    private static final OpenAIClient CLIENT = OpenAIOkHttpClient.builder()
            .baseUrl(Checks.BASE + "/v1")
            .apiKey("none")
            .maxRetries(0)
            .build();
    private static final String URL = "data:image/png;base64," + Checks.BASE64;

    private OpenAiJava() {}

    public static void main(String[] args) {
        Checks.toolFeature("tools", OpenAiJava::tools);
        Checks.toolFeature("tools streamed", OpenAiJava::toolsStreamed);
        Checks.feature("parsed", OpenAiJava::parsed);
        Checks.feature("picture", () -> Checks.same(ask(true, Checks.QUESTION)));
        Checks.feature("text first", () -> Checks.same(ask(false, Checks.QUESTION)));
        Checks.feature("stream", OpenAiJava::stream);
        Checks.feature("turns", OpenAiJava::turns);
        Checks.feature("error", () -> Checks.told(() -> CLIENT.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("nope")
                        .addUserMessage("hi")
                        .build())));
        System.exit(0); // its threads outlive the last call
    }

    private static ChatCompletionMessageParam user(boolean pictureFirst, String question) {
        ChatCompletionContentPart image = ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder().url(URL).build())
                .build());
        ChatCompletionContentPart text = ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text(question).build());
        return ChatCompletionMessageParam.ofUser(com.openai.models.chat.completions.ChatCompletionUserMessageParam.builder()
                .contentOfArrayOfContentParts(pictureFirst ? List.of(image, text) : List.of(text, image))
                .build());
    }

    private static ChatCompletionCreateParams.Builder params() {
        return ChatCompletionCreateParams.builder().model("pico").temperature(0);
    }

    private static String text(ChatCompletion completion) {
        return completion.validate().choices().get(0).message().content().orElseThrow();
    }

    private static String ask(boolean pictureFirst, String question) {
        return text(CLIENT.chat()
                .completions()
                .create(params().addMessage(user(pictureFirst, question)).build()));
    }

    private static String turns() {
        ChatCompletionCreateParams.Builder talk = params().addMessage(user(true, Checks.QUESTION));
        talk.addMessage(CLIENT.chat().completions().create(talk.build()).choices().get(0).message());
        talk.addUserMessage("And the circle?");
        return Checks.answered(text(CLIENT.chat().completions().create(talk.build())));
    }

    private static String stream() {
        List<Long> arrivals = new ArrayList<>();
        long start = System.nanoTime();
        ChatCompletionCreateParams asked = params().addMessage(user(true, Checks.LONG)).build();
        try (StreamResponse<ChatCompletionChunk> chunks = CLIENT.chat().completions().createStreaming(asked)) {
            chunks.stream()
                    .filter(chunk -> chunk.choices().get(0).delta().content().isPresent())
                    .forEach(chunk -> arrivals.add(System.nanoTime()));
        }
        return Checks.streamed(start, arrivals);
    }

    private static ChatCompletionCreateParams.Builder weather(ChatCompletionCreateParams.Builder talk) {
        FunctionParameters.Builder parameters = FunctionParameters.builder();
        Checks.SCHEMA.forEach((name, value) -> parameters.putAdditionalProperty(name, JsonValue.from(value)));
        return talk.addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder()
                                .name("weather")
                                .parameters(parameters.build())
                                .build())
                        .build())
                .parallelToolCalls(false);
    }

    private static String tools() throws Exception {
        ChatCompletionCreateParams.Builder talk = weather(ChatCompletionCreateParams.builder()
                .model("tools")
                .addUserMessage("What is the weather in Paris?"));
        ChatCompletion.Choice choice = CLIENT.chat()
                .completions()
                .create(talk.maxCompletionTokens(300)
                        .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                        .build())
                .validate()
                .choices()
                .get(0);
        ChatCompletionMessageFunctionToolCall call =
                choice.message().toolCalls().orElseThrow().get(0).asFunction();
        talk.addMessage(choice.message())
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("rain")
                        .build());
        CLIENT.chat()
                .completions()
                .create(talk.maxCompletionTokens(5)
                        .toolChoice(ChatCompletionToolChoiceOption.Auto.AUTO)
                        .build());
        return Checks.called(call.function().name(), call.function().arguments());
    }

    private static String toolsStreamed() {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams asked = weather(ChatCompletionCreateParams.builder()
                        .model("tools")
                        .addUserMessage("What is the weather in Paris?"))
                .maxCompletionTokens(300)
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                .build();
        int pieces = 0;
        try (StreamResponse<ChatCompletionChunk> chunks = CLIENT.chat().completions().createStreaming(asked)) {
            for (ChatCompletionChunk chunk : (Iterable<ChatCompletionChunk>) chunks.stream()::iterator) {
                whole.accumulate(chunk);
                pieces += chunk.choices().get(0).delta().toolCalls().isPresent() ? 1 : 0;
            }
        }
        ChatCompletionMessageFunctionToolCall.Function call = whole.chatCompletion()
                .choices()
                .get(0)
                .message()
                .toolCalls()
                .orElseThrow()
                .get(0)
                .asFunction()
                .function();
        return Checks.called(call.name(), call.arguments()) + ", " + pieces + " pieces";
    }

    private static String parsed() {
        OpenAiJavaResponses.Shape shape = CLIENT.chat()
                .completions()
                .create(params().addMessage(user(true, "Describe one shape."))
                        .responseFormat(OpenAiJavaResponses.Shape.class)
                        .build())
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
        return shape.color + ", " + shape.corners;
    }
}
