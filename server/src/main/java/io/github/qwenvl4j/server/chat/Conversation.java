package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.Content;
import io.github.qwenvl4j.tokenizer.ChatMl;
import io.github.qwenvl4j.tokenizer.PromptElement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The messages of a request as the model's turns: system text first, then user and assistant by turns, the user last.
 * Messages of one role that follow each other count as one.
 *
 * @param turns user, assistant, user, .., user; pictures carry the names {@code 0}, {@code 1}, .. of their place in
 *     {@code pictures}
 * @param pictures addresses of all pictures, in order
 */
record Conversation(String system, List<List<PromptElement>> turns, List<String> pictures) {

    static Conversation of(List<ChatRequest.Message> messages, RequestLimits limits) {
        return new Reader(limits).read(messages);
    }

    /** Whether the turn was written by the assistant. */
    static boolean byAssistant(int turn) {
        return turn % 2 == 1;
    }

    private static final class Reader {

        private static final Pattern ADDRESS = Pattern.compile("(?i:data|https?):");

        private final RequestLimits limits;
        private final List<String> system = new ArrayList<>();
        private final List<List<PromptElement>> turns = new ArrayList<>();
        private final List<String> pictures = new ArrayList<>();
        private int characters;

        Reader(RequestLimits limits) {
            this.limits = limits;
        }

        Conversation read(List<ChatRequest.Message> messages) {
            if (messages.isEmpty() || messages.size() > limits.messages()) {
                throw ApiException.invalid("messages", "must have from 1 to %d".formatted(limits.messages()));
            }
            for (int i = 0; i < messages.size(); i++) {
                message("messages[" + i + "]", messages.get(i));
            }
            if (turns.isEmpty() || byAssistant(turns.size() - 1)) {
                throw ApiException.invalid("messages", "must end with one from the user");
            }
            String text = system.isEmpty() ? ChatMl.DEFAULT_SYSTEM : String.join("\n", system);
            return new Conversation(text, turns, pictures);
        }

        private void message(String place, ChatRequest.Message message) {
            switch (message.role()) {
                case "system", "developer" -> system.add(text(place, parts(place, message)));
                case "user" -> add(place, false, elements(place, parts(place, message)));
                case "assistant" -> {
                    List<Content.Part> parts =
                            message.content().map(Content::parts).orElse(List.of());
                    add(place, true, List.of(new PromptElement.Text(text(place, parts))));
                }
                default ->
                    throw ApiException.unsupported(place + ".role", "must be system, developer, user or assistant");
            }
        }

        private static List<Content.Part> parts(String place, ChatRequest.Message message) {
            return message.content()
                    .orElseThrow(() -> ApiException.invalid(place + ".content", "is missing"))
                    .parts();
        }

        private void add(String place, boolean assistant, List<PromptElement> elements) {
            if (turns.isEmpty() && assistant) {
                throw ApiException.invalid(place + ".role", "must be user: the user speaks first");
            }
            if (!turns.isEmpty() && byAssistant(turns.size() - 1) == assistant) {
                List<PromptElement> joined = new ArrayList<>(turns.remove(turns.size() - 1));
                joined.add(new PromptElement.Text("\n"));
                joined.addAll(elements);
                turns.add(joined);
            } else {
                turns.add(elements);
            }
        }

        private List<PromptElement> elements(String place, List<Content.Part> parts) {
            List<PromptElement> elements = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                String part = place + ".content[" + i + "]";
                if (parts.get(i) instanceof Content.Image image) {
                    elements.add(picture(part, image.imageUrl()));
                } else {
                    elements.add(new PromptElement.Text(text(part, List.of(parts.get(i)))));
                }
            }
            return elements;
        }

        private PromptElement picture(String place, Content.ImageUrl image) {
            if (!ADDRESS.matcher(image.url()).lookingAt()) {
                throw ApiException.invalid(
                        place + ".image_url.url",
                        "must be a data URL (data:image/png;base64,...) or an http(s) address; this server reads no files");
            }
            if (pictures.size() == limits.images()) {
                throw ApiException.invalid(
                        place, "is one picture too many: at most %d are allowed".formatted(limits.images()));
            }
            pictures.add(image.url());
            return new PromptElement.Image(Integer.toString(pictures.size() - 1));
        }

        private String text(String place, List<Content.Part> parts) {
            StringBuilder text = new StringBuilder();
            for (Content.Part part : parts) {
                if (!(part instanceof Content.Text piece)) {
                    throw ApiException.invalid(place + ".content", "may have pictures only in messages of the user");
                }
                text.append(piece.text());
            }
            characters += text.length();
            if (characters > limits.textCharacters()) {
                throw ApiException.invalid(
                        "messages", "have more than %d characters of text".formatted(limits.textCharacters()));
            }
            return text.toString();
        }
    }
}
