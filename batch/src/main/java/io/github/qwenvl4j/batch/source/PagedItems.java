package io.github.qwenvl4j.batch.source;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.PageAddress;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Another source, each page of a PDF a picture of its own: {@code invoice.pdf#page=2}. */
public record PagedItems(ItemSource source, ImageLoader images) implements ItemSource {

    @Override
    public Stream<LabelItem> items() {
        return source.items().flatMap(this::pages);
    }

    private Stream<LabelItem> pages(LabelItem item) {
        if (!(item.content() instanceof LabelItem.At at)
                || !at.address().toLowerCase(Locale.ROOT).endsWith(".pdf")) {
            return Stream.of(item);
        }
        try {
            int pages = images.pages(images.bytes(at.address()), at.address());
            return IntStream.rangeClosed(1, pages)
                    .mapToObj(page -> LabelItem.at(
                            item.source() + "#page=" + page, new PageAddress(at.address(), page).toString()));
        } catch (QwenVlException e) {
            return Stream.of(item); // its row tells why it has no pages
        }
    }
}
