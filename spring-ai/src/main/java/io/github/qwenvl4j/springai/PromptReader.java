package io.github.qwenvl4j.springai;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;

/** Reads the messages of prompts. */
final class PromptReader {

    private PromptReader() {}

    /** @throws QwenVlException of kind UNSUPPORTED for media that are no pictures */
    static Dialogue dialogue(Prompt prompt) {
        return new Dialogue(prompt.getInstructions().stream()
                .flatMap(PromptReader::messages)
                .toList());
    }

    private static Stream<Message> messages(org.springframework.ai.chat.messages.Message message) {
        if (message instanceof AssistantMessage answer) {
            return Stream.of(assistant(answer));
        }
        if (message instanceof ToolResponseMessage results) {
            return results.getResponses().stream().map(result -> Message.toolResult(result.responseData()));
        }
        List<Part> parts = new ArrayList<>();
        if (message instanceof UserMessage user) {
            user.getMedia().forEach(media -> parts.add(Part.PicturePart.of(picture(media))));
        }
        parts.add(new Part.Text(words(message)));
        boolean system = message.getMessageType() == org.springframework.ai.chat.messages.MessageType.SYSTEM;
        return Stream.of(new Message(system ? Role.SYSTEM : Role.USER, parts));
    }

    private static String words(org.springframework.ai.chat.messages.Message message) {
        String text = message.getText();
        return text == null ? "" : text;
    }

    private static Message assistant(AssistantMessage answer) {
        Message said =
                words(answer).isEmpty() ? new Message(Role.ASSISTANT, List.of()) : Message.assistant(words(answer));
        for (AssistantMessage.ToolCall call : answer.getToolCalls()) {
            said = said.call(new ToolCall(call.name(), call.arguments().isBlank() ? "{}" : call.arguments()));
        }
        return said;
    }

    private static Picture picture(Media media) {
        if (!media.getMimeType().getType().equals("image")) {
            throw new QwenVlException(
                    QwenVlException.Kind.UNSUPPORTED, "media of type " + media.getMimeType() + " are not supported");
        }
        Object data = media.getData();
        return data instanceof byte[] bytes ? Picture.of(bytes) : Picture.at(data.toString());
    }
}
