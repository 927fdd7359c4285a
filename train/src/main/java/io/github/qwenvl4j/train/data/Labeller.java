package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.tokenizer.ChatMl;
import io.github.qwenvl4j.tokenizer.EncodedPrompt;
import io.github.qwenvl4j.tokenizer.ImageSpan;
import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import io.github.qwenvl4j.tokenizer.Segment;
import io.github.qwenvl4j.tokenizer.SpecialTokens;
import io.github.qwenvl4j.train.step.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * Ids and labels of samples, exactly as the published fine-tuning script makes them. Immutable and thread-safe.
 *
 * <p>In a conversation the loss is on the answers and, in every message, on {@code <|im_start|>}, the closing
 * {@code <|im_end|>} and the line break after it; role names and questions carry none. In a completion it is on the
 * completion and the {@code <|endoftext|>} after it.
 */
public final class Labeller {

    private final QwenTokenizer tokenizer;

    public Labeller(QwenTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** @throws io.github.qwenvl4j.QwenVlException when a message has another sender than user or assistant */
    public Tokenized label(Sample sample) {
        Writer writer = new Writer();
        if (sample instanceof Sample.Completion completion) {
            writer.ignored(completion.prompt());
            writer.kept(completion.completion());
            writer.keep(tokenizer.specials().endOfText());
        } else if (sample instanceof Sample.Conversation conversation) {
            writer.message("system", ChatMl.DEFAULT_SYSTEM, false);
            for (ChatMessage message : fromFirstQuestion(conversation.conversations())) {
                writer.message(message.from(), message.value(), message.isAnswer());
            }
        }
        return writer.result(sample);
    }

    /** A leading assistant turn is dropped. */
    private static List<ChatMessage> fromFirstQuestion(List<ChatMessage> messages) {
        boolean answerFirst = !messages.isEmpty() && messages.get(0).isAnswer();
        return answerFirst ? messages.subList(1, messages.size()) : messages;
    }

    /** Ids and labels side by side. */
    private final class Writer {

        private final List<Integer> ids = new ArrayList<>();
        private final List<Integer> labels = new ArrayList<>();
        private final List<ImageSpan> images = new ArrayList<>();
        private int trunk;

        void message(String role, String content, boolean supervised) {
            SpecialTokens specials = tokenizer.specials();
            keep(specials.imStart());
            ignored(role);
            ignored("\n");
            if (supervised) {
                kept(content);
            } else {
                ignored(content);
            }
            keep(specials.imEnd());
            kept("\n");
        }

        void keep(int id) {
            ids.add(id);
            labels.add(id);
        }

        void kept(String text) {
            for (int id : encode(text).ids()) {
                keep(id);
            }
        }

        void ignored(String text) {
            EncodedPrompt encoded = encode(text);
            encoded.images().forEach(span -> images.add(new ImageSpan(ids.size() + span.start(), span.source())));
            for (int id : encoded.ids()) {
                ids.add(id);
                labels.add(Batch.IGNORED);
                if (id == tokenizer.specials().imgEnd()) {
                    trunk = ids.size();
                }
            }
        }

        private EncodedPrompt encode(String text) {
            return tokenizer.encodePrompt(Segment.visual(text));
        }

        Tokenized result(Sample sample) {
            return new Tokenized(sample.id(), sample.task(), ints(ids), ints(labels), List.copyOf(images), trunk);
        }

        private static int[] ints(List<Integer> values) {
            return values.stream().mapToInt(Integer::intValue).toArray();
        }
    }
}
