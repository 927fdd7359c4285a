package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.layout.DialogueEncoder;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.prompt.layout.Window;
import java.util.Optional;
import java.util.Set;

/**
 * The format of a base model, which knows no roles: system text, questions and answers one behind the other with nothing
 * between them, each encoded by itself. A finished dialogue ends with {@code <|endoftext|>}.
 */
public final class PlainText implements PromptTemplate {

    private final QwenTokenizer tokenizer;
    private final DialogueEncoder encoder;

    public PlainText(QwenTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.encoder = new DialogueEncoder(new Layout(tokenizer));
    }

    @Override
    public EncodedPrompt encode(Dialogue dialogue, Window window, PictureOrder order, PictureRows rows) {
        return encoder.encode(dialogue, window, order, rows);
    }

    @Override
    public EncodedPrompt transcript(Dialogue dialogue, PictureRows rows) {
        return encoder.transcript(dialogue, rows);
    }

    @Override
    public boolean takesSystem() {
        return false;
    }

    @Override
    public String defaultSystem() {
        return "";
    }

    @Override
    public Set<Integer> stopIds() {
        return Set.of(tokenizer.specials().endOfText());
    }

    private record Layout(QwenTokenizer tokenizer) implements QwenVlLayout {

        @Override
        public Optional<Message> defaultSystem() {
            return Optional.empty();
        }

        @Override
        public void open(Role role, IdBuilder ids) {
            // No role is named.
        }

        @Override
        public void close(IdBuilder ids) {
            // The next message follows at once.
        }

        @Override
        public int[] answerOpening() {
            return new int[0];
        }

        @Override
        public int[] end() {
            return new int[] {tokenizer.specials().endOfText()};
        }
    }
}
