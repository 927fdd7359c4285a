package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.MessageContent;
import io.github.qwenvl4j.server.api.Ollama;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Converts Ollama's requests to chat requests. */
public final class OllamaRequests {

    /** Names in Ollama's options of the corresponding chat request fields. */
    public static final Map<String, String> OPTION_NAMES = Map.of(
            "max_tokens", "options.num_predict",
            "temperature", "options.temperature",
            "top_k", "options.top_k",
            "top_p", "options.top_p",
            "min_p", "options.min_p",
            "repetition_penalty", "options.repeat_penalty",
            "presence_penalty", "options.presence_penalty",
            "frequency_penalty", "options.frequency_penalty",
            "stop", "options.stop",
            "beginning", "options.beginning");

    private OllamaRequests() {}

    /** The model name without the tag that Ollama's clients add. */
    public static Optional<String> name(Optional<String> model) {
        return model.map(name -> name.replaceFirst(":latest$", ""));
    }

    public static ChatRequest of(Ollama.ChatRequest request) {
        List<ChatRequest.Message> messages = request.messages().stream()
                .map(message -> message(message.role(), message.content(), message.images()))
                .toList();
        return request(request.model(), messages, request.options());
    }

    public static ChatRequest of(Ollama.GenerateRequest request) {
        List<ChatRequest.Message> messages = new ArrayList<>();
        request.system()
                .filter(text -> !text.isEmpty())
                .ifPresent(system -> messages.add(message("system", Optional.of(system), List.of())));
        messages.add(message("user", request.prompt(), request.images()));
        return request(request.model(), messages, request.options());
    }

    private static ChatRequest.Message message(String role, Optional<String> text, List<String> images) {
        if (text.isEmpty() && images.isEmpty()) {
            return new ChatRequest.Message(role, Optional.empty());
        }
        List<MessageContent.Part> parts = new ArrayList<>();
        for (String image : images) {
            // The declared type does not matter: the bytes decide.
            String url = image.startsWith("data:") ? image : "data:image/png;base64," + image;
            parts.add(new MessageContent.Image(new MessageContent.ImageUrl(url)));
        }
        text.ifPresent(said -> parts.add(new MessageContent.Text(said)));
        return new ChatRequest.Message(role, new MessageContent(parts));
    }

    private static ChatRequest request(
            Optional<String> model, List<ChatRequest.Message> messages, Optional<Ollama.Options> given) {
        Ollama.Options options = given.orElseGet(Ollama.Options::none);
        return new ChatRequest(
                name(model),
                messages,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                seed(options.seed()),
                options.temperature(),
                options.topP(),
                options.numPredict(),
                OptionalInt.empty(),
                options.stop(),
                Optional.empty(),
                OptionalInt.empty(),
                options.presencePenalty(),
                options.frequencyPenalty(),
                Optional.empty(),
                options.topK(),
                options.minP(),
                options.repeatPenalty(),
                Optional.empty(),
                Optional.empty(),
                options.beginning(),
                options.constrainBoxes());
    }

    /** A negative seed means a random seed. */
    private static OptionalLong seed(OptionalLong given) {
        return given.isPresent() && given.getAsLong() < 0 ? OptionalLong.empty() : given;
    }
}
