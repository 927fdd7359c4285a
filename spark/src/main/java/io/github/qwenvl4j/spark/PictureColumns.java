package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelItem;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table that say what its pictures are.
 *
 * @param picture bytes, or paths and addresses that every executor can read
 * @param binary whether it has bytes
 * @param id the name of a picture in the rows
 */
record PictureColumns(String picture, boolean binary, String id) implements Serializable {

    private static final List<String> BYTES = List.of("content", "bytes", "image");
    private static final List<String> ADDRESSES = List.of("image", "path", "url", "file");

    /** By name and type: those of the source {@code binaryFile}, or a column of addresses. */
    static PictureColumns of(StructType table) {
        Optional<String> bytes = named(table, BYTES, BinaryType.class);
        String picture = bytes.or(() -> named(table, ADDRESSES, StringType.class))
                .orElseThrow(() -> new QwenVlException(
                        "the table has no column with pictures: content, bytes or image of bytes, or image, path, url or file of "
                                + "texts; it has " + String.join(", ", table.fieldNames())));
        String id = named(table, List.of("id", "source", "path", "image", "url", "file"), StringType.class)
                .orElseThrow(() -> new QwenVlException(
                        "the table has no column id (or source, path, url) of texts that names the pictures"));
        return new PictureColumns(picture, bytes.isPresent(), id);
    }

    private static Optional<String> named(StructType table, List<String> names, Class<?> type) {
        return names.stream()
                .filter(name -> Arrays.stream(table.fields()).anyMatch(field -> matches(field, name, type)))
                .findFirst();
    }

    private static boolean matches(StructField field, String name, Class<?> type) {
        return field.name().equals(name) && type.isInstance(field.dataType());
    }

    LabelItem item(Row row) {
        return item(Optional.<String>ofNullable(row.getAs(id)).orElse(""), row.getAs(picture));
    }

    /** @param value of the column with pictures */
    LabelItem item(String source, Object value) {
        if (binary) {
            return LabelItem.of(source, value == null ? new byte[0] : (byte[]) value);
        }
        String address = (String) value;
        return address == null || address.isBlank()
                ? LabelItem.of(source, new byte[0]) // its rows say that it is empty
                : LabelItem.at(source, address);
    }
}
