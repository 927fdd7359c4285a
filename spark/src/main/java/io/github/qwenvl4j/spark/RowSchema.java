package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.batch.LabelAnswer;
import io.github.qwenvl4j.batch.LabelRow;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Rows of labels as rows of Spark. */
final class RowSchema {

    private static final StructType BOX = DataTypes.createStructType(
            List.of(field("label", false), number("x1"), number("y1"), number("x2"), number("y2")));

    private static final List<StructField> ANSWER = List.of(
            field("answer", true),
            field("value", true),
            DataTypes.createStructField("boxes", DataTypes.createArrayType(BOX, false), true),
            DataTypes.createStructField(
                    "probabilities", DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false), true),
            field("finish_reason", true),
            number("prompt_tokens"),
            number("new_tokens"),
            field("error", true),
            field("message", true),
            DataTypes.createStructField("milliseconds", DataTypes.DoubleType, false));

    /** What {@code qwenvl_label} returns. */
    static final StructType ANSWERED = DataTypes.createStructType(ANSWER);

    /** What {@code label} returns. */
    static final StructType LABELLED = ANSWER.stream()
            .reduce(
                    new StructType()
                            .add(field("key", false))
                            .add(field("source", false))
                            .add(field("question", false))
                            .add(field("sha256", false))
                            .add(field("fingerprint", false)),
                    StructType::add,
                    (one, other) -> one);

    private RowSchema() {}

    private static StructField field(String name, boolean nullable) {
        return DataTypes.createStructField(name, DataTypes.StringType, nullable);
    }

    private static StructField number(String name) {
        return DataTypes.createStructField(name, DataTypes.IntegerType, true);
    }

    static Row labelled(LabelRow row, String fingerprint) {
        Object[] answered = values(row);
        Object[] all = new Object[answered.length + 5];
        System.arraycopy(
                new Object[] {row.key(), row.source(), row.question(), row.sha256(), fingerprint}, 0, all, 0, 5);
        System.arraycopy(answered, 0, all, 5, answered.length);
        return RowFactory.create(all);
    }

    static Row answered(LabelRow row) {
        return RowFactory.create(values(row));
    }

    private static Object[] values(LabelRow row) {
        Optional<LabelAnswer> answer = row.answer();
        return new Object[] {
            answer.map(LabelAnswer::text).orElse(null),
            answer.flatMap(LabelAnswer::value)
                    .map(value -> value.isTextual() ? value.asText() : value.toString())
                    .orElse(null),
            answer.map(RowSchema::boxes).orElse(null),
            answer.map(each -> CollectionConverters.asScala(each.probabilities()))
                    .orElse(null),
            answer.map(LabelAnswer::finish).orElse(null),
            answer.map(LabelAnswer::promptTokens).orElse(null),
            answer.map(LabelAnswer::newTokens).orElse(null),
            row.failure().map(failure -> failure.kind()).orElse(null),
            row.failure().map(failure -> failure.message()).orElse(null),
            row.milliseconds()
        };
    }

    private static Object boxes(LabelAnswer answer) {
        return CollectionConverters.asScala(answer.boxes().stream()
                        .map(box -> RowFactory.create(box.label(), box.x1(), box.y1(), box.x2(), box.y2()))
                        .toList())
                .toSeq();
    }
}
