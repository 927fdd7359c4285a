package clients;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ToolChoiceOptions;
import com.openai.models.responses.inputtokens.InputTokenCountParams;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** OpenAI's client for Java: responses, their counting, records as answers, and completions. */
public final class OpenAiJavaResponses {

    private static final OpenAIClient CLIENT = OpenAIOkHttpClient.builder()
            .baseUrl(Checks.BASE + "/v1")
            .apiKey("none")
            .maxRetries(0)
            .build();

    private OpenAiJavaResponses() {}

    /** Of the answer; its schema is made by the client. */
    public enum Color {
        red,
        blue
    }

    /** The answer. */
    public static final class Shape {
        public Color color;
        public long corners; // whole numbers without bounds have up to 15 digits
    }

    public static void main(String[] args) {
        Checks.toolFeature("tools", OpenAiJavaResponses::tools);
        Checks.toolFeature("tools streamed", OpenAiJavaResponses::toolsStreamed);
        Checks.feature("picture", () -> Checks.same(text(CLIENT.responses().create(question(Checks.QUESTION)))));
        Checks.feature("stream", OpenAiJavaResponses::stream);
        Checks.feature("turns", OpenAiJavaResponses::turns);
        Checks.feature("error", () -> Checks.told(() -> CLIENT.responses()
                .create(ResponseCreateParams.builder().model("nope").input("hi").build())));
        Checks.feature("counted", OpenAiJavaResponses::counted);
        Checks.feature("completed", OpenAiJavaResponses::completed);
        Checks.feature("parsed", OpenAiJavaResponses::parsed);
        System.exit(0); // its threads outlive the last call
    }

    private static ResponseInputItem asked(String question) {
        return ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .content(List.of(
                        ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                                .imageUrl("data:image/png;base64," + Checks.BASE64)
                                .detail(ResponseInputImage.Detail.AUTO)
                                .build()),
                        ResponseInputContent.ofInputText(
                                ResponseInputText.builder().text(question).build())))
                .build());
    }

    private static ResponseCreateParams.Builder of(List<ResponseInputItem> input) {
        return ResponseCreateParams.builder().model("pico").temperature(0).inputOfResponse(input);
    }

    private static ResponseCreateParams question(String question) {
        return of(List.of(asked(question))).build();
    }

    private static String text(Response response) {
        return response.validate().output().get(0).asMessage().content().stream()
                .map(part -> part.asOutputText().text())
                .collect(Collectors.joining());
    }

    private static String stream() {
        List<Long> arrivals = new ArrayList<>();
        long start = System.nanoTime();
        try (StreamResponse<ResponseStreamEvent> events = CLIENT.responses().createStreaming(question(Checks.LONG))) {
            events.stream()
                    .filter(event -> event.validate().isOutputTextDelta())
                    .forEach(event -> arrivals.add(System.nanoTime()));
        }
        return Checks.streamed(start, arrivals);
    }

    private static String turns() {
        List<ResponseInputItem> turns = new ArrayList<>(List.of(asked(Checks.QUESTION)));
        for (ResponseOutputItem said : CLIENT.responses().create(of(turns).build()).output()) {
            turns.add(ResponseInputItem.ofResponseOutputMessage(said.asMessage()));
        }
        turns.add(asked("And the circle?"));
        return Checks.answered(text(CLIENT.responses().create(of(turns).build())));
    }

    private static String counted() {
        long tokens = CLIENT.responses()
                .inputTokens()
                .count(InputTokenCountParams.builder()
                        .model("pico")
                        .inputOfResponseInputItems(List.of(asked(Checks.QUESTION)))
                        .build())
                .inputTokens();
        long used = CLIENT.responses().create(question(Checks.QUESTION)).usage().orElseThrow().inputTokens();
        if (tokens != used) {
            throw new AssertionError(tokens + " counted, " + used + " used");
        }
        return tokens + " tokens";
    }

    private static String completed() {
        String text = CLIENT.completions()
                .create(CompletionCreateParams.builder()
                        .model("pico")
                        .prompt("The red")
                        .maxTokens(8)
                        .echo(true)
                        .temperature(0)
                        .build())
                .validate()
                .choices()
                .get(0)
                .text();
        if (!text.startsWith("The red")) {
            throw new AssertionError(text);
        }
        return text.replace('\n', ' ');
    }

    private static String parsed() {
        Shape shape = CLIENT.responses().create(of(List.of(asked("Describe one shape."))).text(Shape.class).build()).output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .findFirst()
                .orElseThrow();
        return shape.color + ", " + shape.corners;
    }

    private static FunctionTool weather() {
        FunctionTool.Parameters.Builder parameters = FunctionTool.Parameters.builder();
        Checks.SCHEMA.forEach((name, value) -> parameters.putAdditionalProperty(name, JsonValue.from(value)));
        return FunctionTool.builder().name("weather").parameters(parameters.build()).strict(true).build();
    }

    private static ResponseCreateParams.Builder offering(List<ResponseInputItem> input) {
        return ResponseCreateParams.builder()
                .model("tools")
                .inputOfResponse(input)
                .addTool(weather())
                .parallelToolCalls(false);
    }

    private static List<ResponseInputItem> weatherAsked() {
        return new ArrayList<>(List.of(ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .addInputTextContent("What is the weather in Paris?")
                .build())));
    }

    private static String tools() {
        List<ResponseInputItem> turns = weatherAsked();
        ResponseFunctionToolCall call = CLIENT.responses()
                .create(offering(turns).toolChoice(ToolChoiceOptions.REQUIRED).build())
                .validate()
                .output()
                .get(0)
                .asFunctionCall();
        turns.add(ResponseInputItem.ofFunctionCall(call));
        turns.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                .callId(call.callId())
                .output("rain")
                .build()));
        CLIENT.responses().create(offering(turns).maxOutputTokens(16).build()).validate();
        return Checks.called(call.name(), call.arguments());
    }

    private static String toolsStreamed() {
        StringBuilder pieces = new StringBuilder();
        List<ResponseFunctionToolCall> calls = new ArrayList<>();
        ResponseCreateParams asked = offering(weatherAsked()).toolChoice(ToolChoiceOptions.REQUIRED).build();
        try (StreamResponse<ResponseStreamEvent> events = CLIENT.responses().createStreaming(asked)) {
            events.stream().forEach(event -> {
                event.functionCallArgumentsDelta().ifPresent(more -> pieces.append(more.delta()));
                event.outputItemDone().ifPresent(done -> calls.add(done.item().asFunctionCall()));
            });
        }
        if (!pieces.toString().equals(calls.get(0).arguments())) {
            throw new AssertionError(pieces + " is not " + calls.get(0).arguments());
        }
        return Checks.called(calls.get(0).name(), pieces.toString());
    }
}
