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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * ChatML, the format of Qwen-VL-Chat: every message is {@code <|im_start|>role\ncontent<|im_end|>} and a line break; role,
 * line breaks and content are encoded one by one. A dialogue without system text gets the published one.
 */
public final class ChatMl implements PromptTemplate {

    private static final String SYSTEM = "You are a helpful assistant.";

    private final SpecialTokens specials;
    private final DialogueEncoder encoder;

    public ChatMl(QwenTokenizer tokenizer) {
        this.specials = tokenizer.specials();
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
        return true;
    }

    @Override
    public String defaultSystem() {
        return SYSTEM;
    }

    @Override
    public Set<Integer> stopIds() {
        return Set.of(specials.endOfText(), specials.imStart(), specials.imEnd());
    }

    private record Layout(QwenTokenizer tokenizer) implements QwenVlLayout {

        @Override
        public Optional<Message> defaultSystem() {
            return Optional.of(Message.system(SYSTEM));
        }

        @Override
        public void open(Role role, IdBuilder ids) {
            ids.special(tokenizer.specials().imStart())
                    .part(role.name().toLowerCase(Locale.ROOT))
                    .part("\n");
        }

        @Override
        public void close(IdBuilder ids) {
            ids.special(tokenizer.specials().imEnd()).part("\n");
        }

        @Override
        public int[] answerOpening() {
            IdBuilder ids = new IdBuilder(tokenizer);
            open(Role.ASSISTANT, ids);
            return ids.build().ids();
        }

        @Override
        public int[] end() {
            return new int[0];
        }
    }
}
