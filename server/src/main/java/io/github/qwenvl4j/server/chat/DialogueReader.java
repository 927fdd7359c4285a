package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.PixelBounds;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.Video;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.CallView;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.MessageContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The messages of a request as a dialogue: user and assistant alternate, the user is last. Consecutive messages of one
 * role are merged. What the assistant says behind the user's last message is the beginning of the answer.
 *
 * <p>No text is ever read as a control token. In user text, complete ref, box and quad tags are recognised as regions;
 * in assistant text, these tags are recognised as tokens. Pictures come only from picture parts.
 */
final class DialogueReader {

    private static final Pattern ADDRESS = Pattern.compile("(?i:data|https?|file):");

    /** @param beginning of the answer; empty for none */
    record Conversation(Dialogue dialogue, String beginning) {}

    private final RequestLimits limits;
    private final boolean tools;
    private final CallResults results = new CallResults();
    private final List<Message> system = new ArrayList<>();
    private final List<Message> said = new ArrayList<>();
    private int pictures;
    private int characters;

    private DialogueReader(RequestLimits limits, boolean tools) {
        this.limits = limits;
        this.tools = tools;
    }

    /** @param tools whether the model was trained to call tools */
    static Conversation read(ChatRequest request, RequestLimits limits, boolean tools) {
        List<ChatRequest.Message> messages = request.messages();
        Conversation read = read(messages, limits, tools);
        int last = messages.size() - 1;
        while (Set.of("system", "developer").contains(messages.get(last).role())) {
            last--;
        }
        requireSense(request, messages.get(last).role().equals("assistant") ? last : messages.size());
        return read;
    }

    static Conversation read(List<ChatRequest.Message> messages, RequestLimits limits, boolean tools) {
        return new DialogueReader(limits, tools).read(messages);
    }

    /**
     * A request may say, or deny, in three ways that the last message is continued.
     *
     * @param continued index of the message that is continued; behind all messages if none is
     */
    private static void requireSense(ChatRequest request, int continued) {
        boolean continues = continued < request.messages().size();
        if (request.continueFinalMessage().orElse(continues) != continues) {
            throw ApiException.invalid(
                    "continue_final_message", "must be true exactly if the last message is the assistant's");
        }
        if (!request.addGenerationPrompt().orElse(true) && !continues) {
            throw ApiException.unsupported(
                    "add_generation_prompt", "must be true: an answer needs the place where it begins");
        }
        for (int i = 0; i < request.messages().size(); i++) {
            ChatRequest.Message message = request.messages().get(i);
            if (message.continued() && i != continued) {
                throw ApiException.invalid(
                        "messages[" + i + "]." + (message.prefix().orElse(false) ? "prefix" : "partial"),
                        "may be true only in a last message of the assistant");
            }
        }
    }

    private Conversation read(List<ChatRequest.Message> messages) {
        if (messages.isEmpty() || messages.size() > limits.messages()) {
            throw ApiException.invalid("messages", "must have from 1 to %d".formatted(limits.messages()));
        }
        for (int i = 0; i < messages.size(); i++) {
            message("messages[" + i + "]", messages.get(i));
        }
        if (said.isEmpty()) {
            throw ApiException.invalid("messages", "must have a user message");
        }
        if (last().role() == Role.ASSISTANT && last().parts().stream().anyMatch(Part.Call.class::isInstance)) {
            throw ApiException.invalid("messages", "must have the results of the called tools");
        }
        String beginning =
                last().role() == Role.ASSISTANT ? said.remove(said.size() - 1).words() : "";
        return new Conversation(
                new Dialogue(Stream.concat(system.stream(), said.stream()).toList()), beginning);
    }

    private void message(String place, ChatRequest.Message message) {
        switch (message.role()) {
            case "system", "developer" -> system.add(Message.system(text(place, contents(place, message))));
            case "user" -> user(place, contents(place, message));
            case "assistant" -> assistant(place, message);
            case "tool" -> {
                requireTools(place + ".role", "must be system, developer, user or assistant");
                result(place, message.toolCallId(), parts(place, contents(place, message)));
            }
            default ->
                throw ApiException.unsupported(
                        place + ".role",
                        "must be system, developer, user" + (tools ? ", assistant or tool" : " or assistant"));
        }
    }

    /** What called tools gave back may stand among a user's parts, before what the user says. */
    private void user(String place, List<MessageContent.Part> contents) {
        List<MessageContent.Part> own = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            if (contents.get(i) instanceof MessageContent.ToolResult result) {
                String part = place + ".content[" + i + "]";
                requireTools(part, "is the result of a tool");
                result(
                        part,
                        Optional.of(result.callId()),
                        parts(part, result.content().parts()));
            } else {
                own.add(contents.get(i));
            }
        }
        if (!own.isEmpty() || contents.isEmpty()) {
            results.interrupted();
            add(place, new Message(Role.USER, parts(place, own)));
        }
    }

    private void assistant(String place, ChatRequest.Message message) {
        if (!message.toolCalls().isEmpty()) {
            requireTools(place + ".tool_calls", "must be empty");
        }
        String text = text(place, message.content().map(MessageContent::parts).orElse(List.of()));
        boolean callsAlone = text.isEmpty() && !message.toolCalls().isEmpty();
        Message said = callsAlone ? new Message(Role.ASSISTANT, List.of()) : Message.assistant(text);
        for (CallView call : message.toolCalls()) {
            said = said.call(call.call());
            count(call.name() + call.function().arguments());
        }
        add(place, said);
        if (!message.toolCalls().isEmpty()) {
            results.called(message.toolCalls());
        }
    }

    private void result(String place, Optional<String> call, List<Part> parts) {
        said.add(said.size() - results.behind(place, call), Message.toolResult(parts));
    }

    private void requireTools(String place, String problem) {
        if (!tools) {
            throw ApiException.unsupported(place, problem + ": this model was not trained to call tools");
        }
    }

    private static List<MessageContent.Part> contents(String place, ChatRequest.Message message) {
        return message.content()
                .orElseThrow(() -> ApiException.invalid(place + ".content", "is missing"))
                .parts();
    }

    private void add(String place, Message message) {
        if (said.isEmpty() && message.role() == Role.ASSISTANT) {
            throw ApiException.invalid(place + ".role", "must be user: a conversation starts with a user message");
        }
        if (!said.isEmpty() && last().role() == message.role()) {
            List<Part> joined = new ArrayList<>(said.remove(said.size() - 1).parts());
            if (!message.parts().isEmpty() && !(message.parts().get(0) instanceof Part.Call)) {
                joined.add(new Part.Text("\n"));
            }
            joined.addAll(message.parts());
            said.add(new Message(message.role(), joined));
        } else {
            said.add(message);
        }
    }

    private Message last() {
        return said.get(said.size() - 1);
    }

    private List<Part> parts(String place, List<MessageContent.Part> contents) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            String part = place + ".content[" + i + "]";
            if (contents.get(i) instanceof MessageContent.Image image) {
                parts.add(Part.PicturePart.of(
                        picture(part, part + ".image_url.url", image.imageUrl().url())
                                .within(bounds(part + ".image_url", image.imageUrl()))));
            } else if (contents.get(i) instanceof MessageContent.Video video) {
                parts.add(new Part.Film(video(part, video)));
            } else {
                parts.addAll(Message.typed(text(part, List.of(contents.get(i)))));
            }
        }
        return parts;
    }

    private Picture picture(String part, String place, String url) {
        if (!ADDRESS.matcher(url).lookingAt()) {
            throw ApiException.invalid(place, "must be a data URL (data:image/png;base64,...) or an http(s) address");
        }
        if (pictures == limits.images()) {
            throw ApiException.invalid(part, "exceeds the limit of %d images per request".formatted(limits.images()));
        }
        pictures++;
        return Picture.at(url);
    }

    private static PixelBounds bounds(String place, MessageContent.ImageUrl image) {
        try {
            return new PixelBounds(optional(image.minPixels()), optional(image.maxPixels()));
        } catch (QwenVlException e) {
            throw ApiException.invalid(place, "has sizes that cannot be: " + e.getMessage());
        }
    }

    private static OptionalLong optional(Optional<Long> value) {
        return value.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** Every frame counts as a picture. */
    private Video video(String part, MessageContent.Video given) {
        List<Picture> frames = new ArrayList<>();
        for (String url : given.video()) {
            frames.add(picture(part, part + ".video[" + frames.size() + "]", url));
        }
        try {
            return Video.of(frames, given.fps());
        } catch (QwenVlException e) {
            throw ApiException.invalid(part, "is no video: " + e.getMessage());
        }
    }

    private String text(String place, List<MessageContent.Part> parts) {
        StringBuilder text = new StringBuilder();
        for (MessageContent.Part part : parts) {
            if (!(part instanceof MessageContent.Text piece)) {
                throw ApiException.invalid(place + ".content", "may contain images only in user messages");
            }
            text.append(piece.text());
        }
        count(text.toString());
        return text.toString();
    }

    private void count(String text) {
        characters += text.length();
        if (characters > limits.textCharacters()) {
            throw ApiException.invalid(
                    "messages", "have more than %d characters of text".formatted(limits.textCharacters()));
        }
    }
}
