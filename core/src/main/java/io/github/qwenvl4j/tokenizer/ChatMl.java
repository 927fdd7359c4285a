package io.github.qwenvl4j.tokenizer;

import java.util.List;

/**
 * The prompt of a conversation in ChatML, the format of Qwen-VL-Chat: every message is
 * {@code <|im_start|>role\ncontent<|im_end|>}, and role, line break and content are encoded one by one. Immutable and
 * thread-safe.
 */
public final class ChatMl {

    public static final String DEFAULT_SYSTEM = "You are a helpful assistant.";

    private final QwenTokenizer tokenizer;
    private final int maxWindowSize;

    /** @param maxWindowSize below this many ids stay system text and history: {@code max_window_size} */
    public ChatMl(QwenTokenizer tokenizer, int maxWindowSize) {
        this.tokenizer = tokenizer;
        this.maxWindowSize = maxWindowSize;
    }

    /**
     * The prompt for the answer to {@code query}. Turns are kept from the newest back as long as system text and kept
     * turns are less than {@code maxWindowSize} ids; the first that does not fit is dropped with all older ones. The query
     * is always kept whole.
     *
     * @param history oldest first
     * @throws io.github.qwenvl4j.QwenVlException where an honoured {@code <img>} is not closed within its segment
     */
    public EncodedPrompt prompt(List<Segment> system, List<Turn> history, List<Segment> query) {
        EncodedPrompt start = message("system", system);
        EncodedPrompt kept = new EncodedPrompt(new int[0], List.of());
        for (int i = history.size() - 1; i >= 0; i--) {
            EncodedPrompt longer = new PromptBuilder(tokenizer)
                    .append(turn(history.get(i)))
                    .append(kept)
                    .build();
            if (start.ids().length + longer.ids().length >= maxWindowSize) {
                break;
            }
            kept = longer;
        }
        return new PromptBuilder(tokenizer)
                .append(start)
                .append(kept)
                .part("\n")
                .append(message("user", query))
                .part("\n")
                .special(tokenizer.specials().imStart())
                .part("assistant")
                .part("\n")
                .build();
    }

    private EncodedPrompt turn(Turn turn) {
        return new PromptBuilder(tokenizer)
                .part("\n")
                .append(message("user", turn.query()))
                .part("\n")
                .append(message("assistant", turn.response()))
                .build();
    }

    private EncodedPrompt message(String role, List<Segment> content) {
        return new PromptBuilder(tokenizer)
                .special(tokenizer.specials().imStart())
                .part(role)
                .part("\n")
                .segments(content)
                .special(tokenizer.specials().imEnd())
                .build();
    }
}
