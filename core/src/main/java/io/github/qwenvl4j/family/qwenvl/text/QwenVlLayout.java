package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.layout.MessageLayout;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.Piece;
import io.github.qwenvl4j.prompt.layout.PlacedPicture;
import io.github.qwenvl4j.prompt.layout.RoleSpan;
import java.util.List;
import java.util.stream.IntStream;

/** Messages whose content is in the list format; what stands around it is the template's. */
interface QwenVlLayout extends MessageLayout {

    QwenTokenizer tokenizer();

    /** Writes what stands before a message's content. */
    void open(Role role, IdBuilder ids);

    /** Writes what stands after a message's content. */
    void close(IdBuilder ids);

    @Override
    default List<Part> asTrained(List<Part> parts) {
        return ListFormat.picturesFirst(parts);
    }

    /** Every picture takes as many rows as the resampler has queries. */
    @Override
    default Piece piece(Message message, int firstPicture, PictureRows rows) {
        IdBuilder builder = new IdBuilder(tokenizer());
        open(message.role(), builder);
        int start = builder.length();
        int end = builder.segments(ListFormat.segments(message.parts(), firstPicture))
                .length();
        close(builder);
        EncodedText encoded = builder.build();
        List<Picture> pictures = message.pictures();
        return new Piece(
                encoded.ids(),
                IntStream.range(0, pictures.size())
                        .mapToObj(i -> new PlacedPicture(
                                encoded.images().get(i).start(), tokenizer().imageSpanLength(), pictures.get(i)))
                        .toList(),
                new RoleSpan(message.role(), 0, start, end, encoded.ids().length));
    }
}
