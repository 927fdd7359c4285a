package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.tokenizer.ChatMl;
import io.github.qwenvl4j.tokenizer.EncodedPrompt;
import io.github.qwenvl4j.tokenizer.ListFormat;
import io.github.qwenvl4j.tokenizer.PromptElement;
import io.github.qwenvl4j.tokenizer.Segment;
import io.github.qwenvl4j.tokenizer.SpecialsHonoured;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked.
 *
 * @param images stand before the text, in list format
 * @param raw whether the text is the prompt as it is, also for a checkpoint that talks in ChatML
 */
record Question(String text, List<String> images, Optional<String> system, boolean raw) implements Query {

    /** @throws QwenVlException for a system text where the prompt has no place for it */
    @Override
    public EncodedPrompt encode(QwenVl model) {
        boolean chat = model.chatMl() && !raw;
        if (!chat && system.isPresent()) {
            throw new QwenVlException("a system text needs a chat checkpoint (chat_format chatml) and no raw prompt");
        }
        return chat
                ? model.template()
                        .prompt(
                                Segment.visual(system.orElse(ChatMl.DEFAULT_SYSTEM)),
                                List.of(),
                                content(SpecialsHonoured.VISUAL))
                : model.tokenizer().encodePrompt(content(SpecialsHonoured.ALL));
    }

    private List<Segment> content(SpecialsHonoured honoured) {
        List<PromptElement> elements = new ArrayList<>();
        images.forEach(source -> elements.add(new PromptElement.Image(source)));
        elements.add(new PromptElement.Text(text));
        return ListFormat.segments(elements, 1, honoured);
    }
}
