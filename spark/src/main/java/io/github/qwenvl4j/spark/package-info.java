/** Labels pictures on an Apache Spark cluster: {@link io.github.qwenvl4j.spark.QwenVlLabeller}. */
package io.github.qwenvl4j.spark;
