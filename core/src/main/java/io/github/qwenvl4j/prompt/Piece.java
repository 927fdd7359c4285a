package io.github.qwenvl4j.prompt;

import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.tokenizer.EncodedText;
import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import java.util.List;
import java.util.stream.IntStream;

/** One encoded message; places are counted from its own first id. */
record Piece(int[] ids, List<PlacedPicture> pictures, RoleSpan span) {

    static Piece of(Message message, EncodedText encoded, RoleSpan span, QwenTokenizer tokenizer) {
        List<Picture> pictures = message.pictures();
        return new Piece(
                encoded.ids(),
                IntStream.range(0, pictures.size())
                        .mapToObj(i -> new PlacedPicture(
                                encoded.images().get(i).start(), tokenizer.imageSpanLength(), pictures.get(i)))
                        .toList(),
                span);
    }

    int length() {
        return ids.length;
    }

    boolean isUsers() {
        return span.role() == Role.USER;
    }
}
