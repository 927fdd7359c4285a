package io.github.qwenvl4j.cli.io;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Reads an answer as it is generated, and cancels it as soon as nobody wants it any more. */
public final class AnswerReader {

    private static final Duration STEP = Duration.ofMillis(20); // between two questions whether it is still wanted

    private AnswerReader() {}

    /**
     * Reads the whole answer and closes the stream.
     *
     * @throws io.github.qwenvl4j.AnswerCancelledException when it is no longer wanted
     */
    public static Answer read(AnswerStream stream, Consumer<String> reader, BooleanSupplier unwanted) {
        try (stream) {
            while (!stream.complete()) {
                stream.poll(STEP).ifPresent(reader);
                if (!stream.complete() && unwanted.getAsBoolean()) {
                    stream.close();
                }
            }
            return stream.answer();
        }
    }
}
