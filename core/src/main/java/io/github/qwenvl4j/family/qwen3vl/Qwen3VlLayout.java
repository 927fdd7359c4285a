package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.ToolDefinition;
import io.github.qwenvl4j.prompt.layout.LaidOutTemplate;
import io.github.qwenvl4j.prompt.layout.MessageLayout;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.Piece;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.prompt.layout.RoleSpan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How one message is written: {@code <|im_start|>role}, a line break, its parts with nothing between them,
 * {@code <|im_end|>} and a line break; or its parts alone. A picture is its rows between {@code <|vision_start|>} and
 * {@code <|vision_end|>}.
 *
 * @param roles whether messages are written with their roles
 */
record Qwen3VlLayout(Qwen3VlTokenizer tokenizer, Qwen3VlConfig config, boolean roles) implements MessageLayout {

    private static final String START = "<|im_start|>";
    private static final String END = "<|im_end|>";
    private static final String END_OF_TEXT = "<|endoftext|>";

    PromptTemplate template() {
        return new LaidOutTemplate(this, roles, roles, stopIds());
    }

    @Override
    public Optional<Message> defaultSystem() {
        return Optional.empty();
    }

    /** Pictures stand where they are given. */
    @Override
    public List<Part> asTrained(List<Part> parts) {
        return parts;
    }

    @Override
    public Message withTools(Optional<Message> system, List<ToolDefinition> tools) {
        return roles ? Qwen3VlTools.described(system, tools) : MessageLayout.super.withTools(system, tools);
    }

    @Override
    public List<Message> numbered(List<Message> messages) {
        return new PictureNumbers().of(messages);
    }

    /** Words right behind the role belong to its stretch, so that a message may begin within the role's last id. */
    @Override
    public Piece piece(Message message, int firstPicture, PictureRows rows) {
        IdWriter writer = new IdWriter(tokenizer);
        open(message.role(), writer);
        int start = writer.length();
        ContentWriter content = new ContentWriter(config, rows, writer);
        message.parts().forEach(content::part);
        int end = writer.length();
        if (roles) {
            writer.id(tokenizer.id(END)).words("\n");
        }
        int[] ids = writer.ids();
        return new Piece(
                ids, content.pictures(), new RoleSpan(message.role(), 0, Math.min(start, end), end, ids.length));
    }

    private void open(Role role, IdWriter writer) {
        if (roles) {
            // Each result of a tool begins with a line break of its own.
            String name = role == Role.TOOL ? "user" : role.name().toLowerCase(Locale.ROOT) + "\n";
            writer.id(tokenizer.id(START)).words(name);
        }
    }

    @Override
    public int[] answerOpening() {
        IdWriter writer = new IdWriter(tokenizer);
        open(Role.ASSISTANT, writer);
        return writer.ids();
    }

    @Override
    public int[] end() {
        return roles ? new int[0] : new int[] {tokenizer.id(END_OF_TEXT)};
    }

    /** What ends an answer whatever {@code generation_config.json} says. */
    Set<Integer> stopIds() {
        int endOfText = tokenizer.id(END_OF_TEXT);
        return roles ? Set.of(endOfText, tokenizer.id(START), tokenizer.id(END)) : Set.of(endOfText);
    }
}
