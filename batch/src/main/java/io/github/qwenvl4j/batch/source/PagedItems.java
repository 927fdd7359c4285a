package io.github.qwenvl4j.batch.source;

import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.image.ImageLoader;
import java.util.Map;
import java.util.stream.Stream;

/** Another source, each page of a PDF a picture of its own: {@code invoice.pdf#page=2}. */
public record PagedItems(ItemSource source, ImageLoader images) implements ItemSource {

    @Override
    public Stream<LabelItem> items() {
        return source.items().flatMap(item -> item.pages(images));
    }

    @Override
    public Map<String, Long> leftOut() {
        return source.leftOut();
    }
}
