package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.family.qwenvl.text.ChatMl;
import io.github.qwenvl4j.family.qwenvl.text.ImageSpan;
import io.github.qwenvl4j.family.qwenvl.text.PlainText;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.PlacedPicture;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.prompt.layout.RoleSpan;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes ids and labels of samples exactly like the published fine-tuning script; the ids come from the model's
 * template. Immutable and thread-safe.
 *
 * <p>In a conversation, the loss covers the answers and, in every message, {@code <|im_start|>}, the closing
 * {@code <|im_end|>} and the line break after it; it does not cover role names and questions. In a completion, it
 * covers the completion and the {@code <|endoftext|>} after it.
 */
public final class Labeller {

    private final PromptTemplate chat;
    private final PromptTemplate plain;
    private final boolean trusts;

    /** Control tokens that are typed in texts are text. */
    public Labeller(QwenTokenizer tokenizer) {
        this(tokenizer, false);
    }

    /** @param trusts whether control tokens that are typed in texts act as such, as in the published script */
    public Labeller(QwenTokenizer tokenizer, boolean trusts) {
        this.trusts = trusts;
        this.chat = new ChatMl(tokenizer);
        this.plain = new PlainText(tokenizer);
    }

    /** Whether control tokens that are typed in texts act as such. */
    boolean trusts() {
        return trusts;
    }

    /** @throws io.github.qwenvl4j.QwenVlException if a text opens a picture without closing it */
    public Tokenized label(Sample sample) {
        EncodedPrompt encoded = encode(sample);
        List<ImageSpan> images = encoded.pictures().stream()
                .map(placed -> new ImageSpan(placed.start(), placed.picture().name()))
                .toList();
        return new Tokenized(sample.id(), sample.task(), encoded.ids(), labels(encoded), images, trunk(encoded));
    }

    private EncodedPrompt encode(Sample sample) {
        if (sample instanceof Sample.Completion completion) {
            return plain.transcript(
                    Dialogue.of(
                            message(Role.USER, completion.prompt()), message(Role.ASSISTANT, completion.completion())),
                    PictureRows.FIXED);
        }
        Sample.Chat conversation = (Sample.Chat) sample;
        List<Message> messages = new ArrayList<>();
        if (!conversation.system().isEmpty()) {
            messages.add(Message.system(conversation.system()));
        }
        fromFirstQuestion(conversation.conversations())
                .forEach(said -> messages.add(message(said.isAnswer() ? Role.ASSISTANT : Role.USER, said.value())));
        return chat.transcript(new Dialogue(messages), PictureRows.FIXED);
    }

    /**
     * Data files have the published raw layout, in which the nine visual tags are recognised (all tokens, if they are
     * trusted); answers contain no pictures.
     */
    private Message message(Role role, String text) {
        if (role == Role.USER) {
            return RawPrompt.user(text, trusts ? SpecialsHonoured.ALL : SpecialsHonoured.VISUAL, Picture::at);
        }
        return trusts
                ? new Message(role, List.of(new Part.Tagged(text, SpecialsHonoured.ALL)))
                : Message.assistant(text);
    }

    /** Drops a leading assistant turn. */
    private static List<ChatMessage> fromFirstQuestion(List<ChatMessage> messages) {
        boolean answerFirst = !messages.isEmpty() && messages.get(0).isAnswer();
        return answerFirst ? messages.subList(1, messages.size()) : messages;
    }

    private static int[] labels(EncodedPrompt encoded) {
        int[] ids = encoded.ids();
        int[] labels = new int[ids.length];
        Arrays.fill(labels, TokenBatch.IGNORED);
        for (RoleSpan span : encoded.spans()) {
            keep(ids, labels, span.start(), Math.min(span.start() + 1, span.content()));
            keep(ids, labels, span.end(), span.next());
            if (span.role() == Role.ASSISTANT) {
                keep(ids, labels, span.content(), span.end());
            }
        }
        return labels;
    }

    private static void keep(int[] ids, int[] labels, int from, int to) {
        System.arraycopy(ids, from, labels, from, to - from);
    }

    private static int trunk(EncodedPrompt encoded) {
        List<PlacedPicture> pictures = encoded.pictures();
        if (pictures.isEmpty()) {
            return 0;
        }
        PlacedPicture last = pictures.get(pictures.size() - 1);
        return last.start() + last.rows() + 2;
    }
}
