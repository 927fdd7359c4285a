"""Labels pictures with qwenvl4j on Spark, from Python. Needs the jars of qwenvl4j-spark on the class path (--jars or --packages).

    spark-submit --py-files qwenvl4j_spark.py --jars ... job.py

    import qwenvl4j_spark as qwenvl
    pictures = spark.read.format("binaryFile").load("s3a://shop/photos")
    spec = open("spec.yaml").read()
    print(qwenvl.explain(pictures, spec))
    qwenvl.write(pictures, spec, "s3a://shop/labels", parts=20)
"""

from pyspark.sql import DataFrame


def _java(spark):
    jvm = spark._jvm
    if jvm is None:
        raise RuntimeError("qwenvl4j_spark needs a classic session: Spark Connect gives no access to the JVM")
    return jvm


def _labeller(spark):
    return getattr(_java(spark).io.github.qwenvl4j.spark, "QwenVlLabeller")


def _spec(spark, text):
    return getattr(_java(spark).io.github.qwenvl4j.batch, "LabelSpec").parse(text)


def _options(spark, batch, session_bytes, max_error_share, distinct):
    options = getattr(_java(spark).io.github.qwenvl4j.spark, "LabelOptions")
    return options(batch, session_bytes, float(max_error_share), distinct)


def label(pictures, spec, batch=16, session_bytes=1 << 30, max_error_share=1.0, distinct=False):
    """A DataFrame with a row for each picture and question. spec: YAML or JSON."""
    spark = pictures.sparkSession
    options = _options(spark, batch, session_bytes, max_error_share, distinct)
    return DataFrame(_labeller(spark).label(pictures._jdf, _spec(spark, spec), options), spark)


def write(pictures, spec, path, parts=1, batch=16, session_bytes=1 << 30, max_error_share=1.0, distinct=False):
    """Appends the rows that are missing at path, as Parquet, in so many jobs."""
    spark = pictures.sparkSession
    options = _options(spark, batch, session_bytes, max_error_share, distinct)
    _labeller(spark).write(pictures._jdf, _spec(spark, spec), options, path, parts)


def explain(pictures, spec):
    """What labelling would cost, measured on a sample, as a text."""
    spark = pictures.sparkSession
    return _labeller(spark).explain(pictures._jdf, _spec(spark, spec)).toString()


def register(spark, spec):
    """Registers the SQL function qwenvl_label(content, question)."""
    _labeller(spark).register(spark._jsparkSession, _spec(spark, spec))
