package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.batch.LabelQuestion;
import io.github.qwenvl4j.batch.LabelRow;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;

/** One question about one picture, in SQL. */
record LabelFunction(LabelPlan plan) implements UDF2<byte[], String, Row> {

    @Override
    public Row call(byte[] content, String question) {
        if (content == null || question == null) {
            return null;
        }
        try (SharedLabeller shared = SharedLabeller.acquire(plan)) {
            LabelQuestion asked = shared.labeller().spec().question(question);
            LabelRow row = PartitionLabels.result(shared.labeller().submit(LabelItem.of("picture", content), asked));
            shared.metrics().count(row);
            return RowSchema.answered(row);
        }
    }
}
