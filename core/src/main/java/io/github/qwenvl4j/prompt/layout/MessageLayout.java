package io.github.qwenvl4j.prompt.layout;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.ToolDefinition;
import java.util.List;
import java.util.Optional;

/** How a family writes one message, and what stands around messages. Immutable and thread-safe. */
public interface MessageLayout {

    /** The system text of a dialogue without one. */
    Optional<Message> defaultSystem();

    /** The parts of a message in the order that the model was trained with. */
    List<Part> asTrained(List<Part> parts);

    /**
     * The system's message of a dialogue with tools.
     *
     * @throws QwenVlException of kind UNSUPPORTED where the model was not trained to call tools
     */
    default Message withTools(Optional<Message> system, List<ToolDefinition> tools) {
        throw new QwenVlException(QwenVlException.Kind.UNSUPPORTED, "this model was not trained to call tools");
    }

    /** Messages with the numbers of their pictures, for layouts that write none otherwise. */
    default List<Message> numbered(List<Message> messages) {
        return messages;
    }

    /**
     * The ids of a message alone.
     *
     * @param firstPicture number of its first picture: 1, or more where earlier messages have pictures
     * @param rows of pictures
     */
    Piece piece(Message message, int firstPicture, PictureRows rows);

    /** What invites the assistant to answer. */
    int[] answerOpening();

    /** What follows the last message of a finished dialogue. */
    int[] end();
}
