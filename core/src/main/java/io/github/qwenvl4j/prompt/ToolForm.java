package io.github.qwenvl4j.prompt;

import java.util.List;
import java.util.Optional;

/** How a model writes the calls of tools into its answers. Immutable and thread-safe. */
public interface ToolForm {

    /** Of models that were not trained to call tools: an answer is only words. */
    ToolForm NONE = new ToolForm() {
        @Override
        public CalledTools parse(String text) {
            return new CalledTools(text, List.of());
        }

        @Override
        public CalledTools parseGrowing(String text) {
            return parse(text);
        }

        @Override
        public Optional<String> beginning(Optional<String> name) {
            return Optional.empty();
        }
    };

    /** Parses any text; never fails. What is no complete call stays text. */
    CalledTools parse(String text);

    /**
     * Parses a text that is still being generated: what may become a call is held back. As the text grows, text and calls
     * are only appended.
     */
    CalledTools parseGrowing(String text);

    /**
     * The call that a growing text is in the middle of, its arguments as far as they have come: as the text grows, they are
     * only appended. Empty before the arguments begin, and when the call is among the complete ones.
     */
    default Optional<ToolCall> unfinished(String text) {
        return Optional.empty();
    }

    /** Whether a growing text is in the middle of a call, whose name may not be complete yet. */
    default boolean inCall(String text) {
        return false;
    }

    /**
     * The {@linkplain io.github.qwenvl4j.AnswerOptions#beginning() beginning} of an answer that must be a call, up to the
     * name of the tool or, where the name is given, up to the JSON object of its arguments. Empty for models that call no
     * tools.
     */
    Optional<String> beginning(Optional<String> name);
}
