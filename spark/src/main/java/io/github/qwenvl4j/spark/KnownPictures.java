package io.github.qwenvl4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.udf;

import io.github.qwenvl4j.image.ImageLoader;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Pictures and documents that have their rows already.
 *
 * @param rows that are known
 * @param prints fingerprints; a picture is known when it has rows with all of them
 */
record KnownPictures(Dataset<Row> rows, List<String> prints) {

    private static final String PAGE = "#page=\\d+$";

    /** Those pictures that are not known. */
    Dataset<Row> missing(Dataset<Row> pictures, PictureColumns columns) {
        Dataset<Row> known = known();
        Column same = col(columns.id()).equalTo(col("known_source"));
        Column equal = columns.binary()
                ? same.and(expr("sha2(" + columns.picture() + ", 256)").equalTo(col("known_sha256")))
                : same; // what is behind an address is not read to see whether it changed
        // Pages may have rows because their addresses were in another table: a document is known with as many as it
        // has.
        UDF1<Object, Long> pages = picture ->
                columns.item("", picture).pages(ImageLoader.standard()).count();
        Column whole =
                udf(pages, DataTypes.LongType).apply(col(columns.picture())).leq(col("known_pages"));
        return pictures.join(known, equal, "left_anti").join(documents(known), equal.and(whole), "left_anti");
    }

    private Dataset<Row> known() {
        return rows.filter(col("fingerprint").isin(prints.toArray()))
                .groupBy("source", "sha256")
                .agg(collect_set("fingerprint").as("prints"))
                .filter(size(col("prints")).equalTo(prints.stream().distinct().count()))
                .select(col("source").as("known_source"), col("sha256").as("known_sha256"));
    }

    /** How many pages of each document are known. */
    private static Dataset<Row> documents(Dataset<Row> known) {
        return known.filter(col("known_source").rlike(PAGE))
                .groupBy(
                        regexp_replace(col("known_source"), PAGE, "").as("known_source"),
                        regexp_replace(col("known_sha256"), PAGE, "").as("known_sha256"))
                .agg(count(lit(1)).as("known_pages"));
    }
}
