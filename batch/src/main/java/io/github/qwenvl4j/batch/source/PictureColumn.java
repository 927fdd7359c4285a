package io.github.qwenvl4j.batch.source;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.batch.LabelItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A column or field with pictures: paths, addresses, or bytes in base64. */
record PictureColumn(String name) {

    private static final List<String> ADDRESSES = List.of("image", "path", "url", "file");
    private static final List<String> BYTES = List.of("bytes", "content");
    private static final int LONGEST_ID = 200;

    static final String NAMES = String.join(", ", ADDRESSES) + ", " + String.join(", ", BYTES);

    static PictureColumn of(Optional<String> asked, Predicate<String> there, Supplier<QwenVlException> none) {
        List<String> names = asked.map(List::of).orElseGet(() -> {
            List<String> all = new ArrayList<>(ADDRESSES);
            all.addAll(BYTES);
            return all;
        });
        return names.stream().filter(there).findFirst().map(PictureColumn::new).orElseThrow(none);
    }

    /** What stands for a picture without an id: its address, or the number of its line. */
    String id(String value, long number) {
        return BYTES.contains(name) || value.isBlank() || value.length() > LONGEST_ID ? String.valueOf(number) : value;
    }

    LabelItem item(Path file, String place, String id, String value) {
        if (value.isBlank()) {
            return LabelItem.of(id, new byte[0]); // its rows say that it is empty
        }
        if (!BYTES.contains(name)) {
            return LabelItem.at(id, ListedItems.address(file, value));
        }
        try {
            return LabelItem.of(id, Base64.getDecoder().decode(value));
        } catch (IllegalArgumentException e) {
            throw new QwenVlException(Kind.FILE, place + ": field \"" + name + "\" is not base64", e);
        }
    }
}
