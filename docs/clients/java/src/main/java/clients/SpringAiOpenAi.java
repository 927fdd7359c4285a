package clients;

import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.converter.BeanOutputConverter;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.support.ToolCallbacks;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/** Spring AI's client for OpenAI. */
public final class SpringAiOpenAi {

    private SpringAiOpenAi() {}

    /** Where there is weather; the client makes the schema. */
    public enum City {
        Paris,
        Lima
    }

    /** A tool that remembers its calls. */
    public static final class Weather {

        private final List<City> calls = new ArrayList<>();

        @Tool(description = "Weather of a city")
        public String weather(City city) {
            calls.add(city);
            return "rain";
        }
    }

    /** An answer. */
    public record Shape(Color color) {}

    /** Of a shape. */
    public enum Color {
        red,
        blue
    }

    public static void main(String[] args) {
        OpenAiChatModel model = model(options("pico"));
        Checks.toolFeature("tools", SpringAiOpenAi::tools);
        Checks.feature("record", SpringAiOpenAi::record);
        Checks.feature("picture", () -> Checks.same(ask(model, List.of(user(Checks.QUESTION)))));
        Checks.feature("stream", () -> stream(model));
        Checks.feature("turns", () -> turns(model));
        Checks.feature("error", () -> Checks.told(() -> ask(model(options("nope")), List.of(user(Checks.QUESTION)))));
        System.exit(0); // its threads outlive the last call
    }

    private static OpenAiChatOptions.Builder options(String name) {
        OpenAiChatOptions.Builder options = OpenAiChatOptions.builder();
        options.baseUrl(Checks.BASE + "/v1");
        options.apiKey("none");
        options.model(name);
        options.temperature(0.0);
        options.maxRetries(0);
        return options;
    }

    private static OpenAiChatModel model(OpenAiChatOptions.Builder options) {
        return OpenAiChatModel.builder().options(options.build()).build();
    }

    private static Message user(String text) {
        return UserMessage.builder()
                .text(text)
                .media(new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(Checks.PICTURE)))
                .build();
    }

    private static String ask(OpenAiChatModel model, List<Message> messages) {
        return model.call(new Prompt(messages)).getResult().getOutput().getText();
    }

    /** The schema is enforced; what Spring AI would add to the question besides is longer than pico's prompts may be. */
    private static String record() {
        OpenAiChatOptions.Builder held = options("pico");
        held.outputSchema(
                """
                {"type": "object", "properties": {"color": {"enum": ["red", "blue"]}},
                 "required": ["color"], "additionalProperties": false}""");
        String text = ask(model(held), List.of(user("Describe one shape.")));
        Shape shape = new BeanOutputConverter<>(Shape.class).convert(text);
        return shape.toString();
    }

    /** The model must call, until the tool's result is there. */
    private static String tools() {
        Weather weather = new Weather();
        OpenAiChatOptions.Builder choice = options("tools");
        choice.toolChoice("required");
        choice.parallelToolCalls(false);
        choice.maxTokens(300);
        choice.toolCallbacks(ToolCallbacks.from(weather));
        var call = model(choice)
                .call(new Prompt("What is the weather in Paris?", choice.build()))
                .getResult()
                .getOutput()
                .getToolCalls()
                .get(0);
        if (!call.name().equals("weather") || !call.arguments().matches("\\{\"city\": ?\"(Paris|Lima)\"}")) {
            throw new AssertionError(call.toString());
        }
        OpenAiChatOptions.Builder auto = options("tools");
        auto.maxTokens(5);
        ChatClient.create(model(auto)).prompt("Weather?").tools(weather).call().content();
        return call.name() + call.arguments();
    }

    private static String turns(OpenAiChatModel model) {
        List<Message> messages = new ArrayList<>();
        messages.add(user(Checks.QUESTION));
        messages.add(model.call(new Prompt(messages)).getResult().getOutput());
        messages.add(new UserMessage("And the circle?"));
        return Checks.answered(ask(model, messages));
    }

    private static String stream(OpenAiChatModel model) {
        List<Long> arrivals = new ArrayList<>();
        long start = System.nanoTime();
        model.stream(new Prompt(user(Checks.LONG))).toIterable().forEach(piece -> arrivals.add(System.nanoTime()));
        return Checks.streamed(start, arrivals);
    }
}
