package io.github.qwenvl4j.train.sample;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the pictures of a record into its questions, where {@code <image>} stands or in front. */
final class Turns {

    private static final Pattern MARK = Pattern.compile("(?:Picture \\d+: )?<image>\\n?");

    private final List<String> pictures;
    private final List<ChatMessage> messages;
    private int used;

    private Turns(List<String> pictures, List<ChatMessage> messages) {
        this.pictures = pictures;
        this.messages = messages;
    }

    /**
     * @param pictures paths from fields of the record
     * @param messages with paths in their texts
     * @throws QwenVlException if a picture would not be used, or a mark has no picture
     */
    static List<ChatMessage> withPictures(List<String> pictures, List<ChatMessage> messages) {
        return new Turns(pictures, messages).placed();
    }

    private List<ChatMessage> placed() {
        if (messages.isEmpty()) {
            throw new QwenVlException("the conversation is empty");
        }
        if (messages.stream().noneMatch(ChatMessage::isAnswer)) {
            throw new QwenVlException("the conversation contains no assistant message");
        }
        messages.stream().filter(ChatMessage::isAnswer).forEach(Turns::requireWords);
        long marks = messages.stream()
                .mapToLong(message -> MARK.matcher(message.value()).results().count())
                .sum();
        if (marks == 0) {
            return inFront();
        }
        if (marks != pictures.size()) {
            throw new QwenVlException("the questions have " + counted(marks, "<image> mark") + ", but the record names "
                    + counted(pictures.size(), "picture"));
        }
        return messages.stream().map(this::marked).toList();
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static void requireWords(ChatMessage answer) {
        if (MARK.matcher(answer.value()).find() || answer.value().contains("<img>")) {
            throw new QwenVlException(
                    "an answer contains a picture, which cannot be learnt; pictures belong to questions");
        }
    }

    private ChatMessage marked(ChatMessage message) {
        if (message.isAnswer()) {
            return message;
        }
        String text = MARK.matcher(message.value())
                .replaceAll(mark -> Matcher.quoteReplacement(RawPrompt.picture(used + 1, pictures.get(used++))));
        return ChatMessage.user(text);
    }

    private List<ChatMessage> inFront() {
        Set<String> unused = new HashSet<>(pictures);
        messages.forEach(message -> unused.removeAll(Set.copyOf(PicturePaths.in(message.value()))));
        if (unused.isEmpty()) {
            return messages;
        }
        if (unused.size() < new HashSet<>(pictures).size()) {
            throw new QwenVlException(
                    "a picture of the record is not used: " + unused.iterator().next());
        }
        List<ChatMessage> placed = new ArrayList<>(messages);
        for (int i = 0; i < placed.size(); i++) {
            if (!placed.get(i).isAnswer()) {
                String text = RawPrompt.pictures(pictures) + placed.get(i).value();
                placed.set(i, ChatMessage.user(text));
                return placed;
            }
        }
        throw new QwenVlException("there is no question to which the pictures belong");
    }
}
