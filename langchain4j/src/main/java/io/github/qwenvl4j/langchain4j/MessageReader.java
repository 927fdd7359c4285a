package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.ToolCall;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Reads messages. */
final class MessageReader {

    private MessageReader() {}

    static Message message(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            return Message.system(system.text());
        }
        if (message instanceof UserMessage user) {
            return new Message(Role.USER, parts(user.contents()));
        }
        if (message instanceof AiMessage answer) {
            return assistant(answer);
        }
        if (message instanceof ToolExecutionResultMessage result) {
            return Message.toolResult(parts(result.contents()));
        }
        throw unsupported("a message of type " + message.type());
    }

    private static Message assistant(AiMessage answer) {
        Message said =
                answer.text() == null ? new Message(Role.ASSISTANT, List.of()) : Message.assistant(answer.text());
        for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
            String arguments = call.arguments() == null || call.arguments().isBlank() ? "{}" : call.arguments();
            said = said.call(new ToolCall(call.name(), arguments));
        }
        return said;
    }

    private static List<Part> parts(List<Content> contents) {
        return contents.stream().map(MessageReader::part).toList();
    }

    private static Part part(Content content) {
        if (content instanceof TextContent text) {
            return new Part.Text(text.text());
        }
        if (content instanceof ImageContent picture) {
            return Part.PicturePart.of(picture(picture.image()));
        }
        throw unsupported("content of type " + content.type());
    }

    private static Picture picture(Image image) {
        if (image.url() != null) {
            return Picture.of(image.url());
        }
        try {
            return Picture.of(Base64.getMimeDecoder().decode(image.base64Data()));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("the data of an image is not base64", e);
        }
    }

    private static UnsupportedFeatureException unsupported(String what) {
        return new UnsupportedFeatureException(what.toLowerCase(Locale.ROOT) + " is not supported");
    }
}
