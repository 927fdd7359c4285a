package io.github.qwenvl4j.cli.evaluation;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.evaluate.benchmark.PublishedBenchmark;
import io.github.qwenvl4j.evaluate.benchmark.PublishedBenchmarks;
import java.util.ArrayList;
import java.util.Iterator;

/** The names of benchmarks on the command line. */
final class BenchmarkNames implements Iterable<String> {

    static final String LIST =
            "flickr30k, nocaps, coco, vqav2, okvqa, textvqa, vizwiz, docvqa, infographicsvqa, chartqa, gqa, ocrvqa,"
                    + " ai2d, refcoco, refcoco+, refcocog, scienceqa, mmbench, seedbench, mme";

    @Override
    public Iterator<String> iterator() {
        return new ArrayList<>(PublishedBenchmarks.names()).iterator();
    }

    static PublishedBenchmark<?> find(String name) {
        return PublishedBenchmarks.named(name)
                .orElseThrow(() -> new QwenVlException("there is no benchmark " + name + "; there are " + LIST));
    }
}
