package io.github.qwenvl4j.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.file.JsonProblem;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Conversations as JSON: {@code {"format": "qwenvl4j-conversation/1", "system": "..", "history": [{"question": [..],
 * "answer": ".."}]}}, a question in the parts of {@link PartJson}.
 */
final class ConversationFile {

    private static final String FORMAT = "qwenvl4j-conversation/1";
    private static final long MAX_BYTES = 64L << 20;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ConversationFile() {}

    static void write(Path file, SavedConversation conversation) {
        ObjectNode root = MAPPER.createObjectNode().put("format", FORMAT).put("system", conversation.system());
        ArrayNode history = root.putArray("history");
        for (Exchange exchange : conversation.history()) {
            ObjectNode entry = history.addObject();
            ArrayNode question = entry.putArray("question");
            exchange.question().parts().forEach(part -> PartJson.write(part, question));
            entry.put("answer", exchange.answer());
        }
        AtomicFile.write(file, root.toPrettyString());
    }

    static SavedConversation read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new QwenVlException("has more than " + MAX_BYTES + " bytes");
            }
            return conversation(MAPPER.readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            throw new QwenVlException(file + ": is " + JsonProblem.of(e), e);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        } catch (QwenVlException e) {
            throw new QwenVlException(file + ": " + e.getMessage(), e);
        }
    }

    private static SavedConversation conversation(JsonNode root) {
        if (!root.path("format").asText().equals(FORMAT)) {
            throw new QwenVlException("is not a saved conversation: \"format\" is not \"" + FORMAT + "\"");
        }
        List<Exchange> history = new ArrayList<>();
        for (JsonNode entry : array(root, "history", "history")) {
            String where = "history[" + history.size() + "]";
            JsonNode elements = array(entry, "question", where + ".question");
            Message question = new Message(Role.USER, PartJson.readAll(elements, where + ".question"));
            history.add(new Exchange(question, text(entry, "answer", where + ".answer")));
        }
        return new SavedConversation(text(root, "system", "system"), history);
    }

    private static JsonNode array(JsonNode object, String field, String where) {
        JsonNode value = object.path(field);
        if (!value.isArray()) {
            throw new QwenVlException(where + " is not a list");
        }
        return value;
    }

    private static String text(JsonNode object, String field, String where) {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw new QwenVlException(where + " is not a text");
        }
        return value.textValue();
    }
}
