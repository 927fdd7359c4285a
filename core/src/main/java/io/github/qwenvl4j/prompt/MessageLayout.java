package io.github.qwenvl4j.prompt;

import io.github.qwenvl4j.tokenizer.EncodedText;
import io.github.qwenvl4j.tokenizer.IdBuilder;
import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import io.github.qwenvl4j.tokenizer.Segment;
import java.util.List;
import java.util.Optional;

/** What the ids around the contents of messages are. */
interface MessageLayout {

    QwenTokenizer tokenizer();

    /** The system text of a dialogue without one. */
    Optional<Message> defaultSystem();

    /** Writes what stands before a message's content. */
    void open(Role role, IdBuilder ids);

    /** Writes what stands after a message's content. */
    void close(IdBuilder ids);

    /** What invites the assistant to answer. */
    int[] answerOpening();

    /** What follows the last message of a finished dialogue. */
    int[] end();

    /** The ids of a message alone. */
    default Piece piece(Message message, List<Segment> content) {
        IdBuilder builder = new IdBuilder(tokenizer());
        open(message.role(), builder);
        int start = builder.length();
        int end = builder.segments(content).length();
        close(builder);
        EncodedText encoded = builder.build();
        return Piece.of(
                message, encoded, new RoleSpan(message.role(), 0, start, end, encoded.ids().length), tokenizer());
    }
}
