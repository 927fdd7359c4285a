package clients;

import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/** Spring AI's client for Ollama. */
public final class SpringAiOllama {

    private SpringAiOllama() {}

    public static void main(String[] args) {
        OllamaChatModel model = model("pico");
        Checks.feature("picture", () -> Checks.same(ask(model, List.of(user(Checks.QUESTION)))));
        Checks.feature("stream", () -> stream(model));
        Checks.feature("turns", () -> turns(model));
        Checks.feature("error", () -> Checks.told(() -> ask(model("nope"), List.of(user(Checks.QUESTION)))));
        System.exit(0); // its threads outlive the last call
    }

    private static OllamaChatModel model(String name) {
        return OllamaChatModel.builder()
                .ollamaApi(OllamaApi.builder().baseUrl(Checks.BASE).build())
                .options(OllamaChatOptions.builder().model(name).temperature(0.0).build())
                .build();
    }

    private static Message user(String text) {
        return UserMessage.builder()
                .text(text)
                .media(new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(Checks.PICTURE)))
                .build();
    }

    private static String ask(OllamaChatModel model, List<Message> messages) {
        return model.call(new Prompt(messages)).getResult().getOutput().getText();
    }

    private static String turns(OllamaChatModel model) {
        List<Message> messages = new ArrayList<>();
        messages.add(user(Checks.QUESTION));
        messages.add(model.call(new Prompt(messages)).getResult().getOutput());
        messages.add(new UserMessage("And the circle?"));
        return Checks.answered(ask(model, messages));
    }

    private static String stream(OllamaChatModel model) {
        List<Long> arrivals = new ArrayList<>();
        long start = System.nanoTime();
        model.stream(new Prompt(user(Checks.LONG))).toIterable().forEach(piece -> arrivals.add(System.nanoTime()));
        return Checks.streamed(start, arrivals);
    }
}
