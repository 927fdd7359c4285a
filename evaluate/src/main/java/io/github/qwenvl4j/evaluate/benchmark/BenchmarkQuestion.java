package io.github.qwenvl4j.evaluate.benchmark;

import java.util.Map;
import java.util.function.Function;

/**
 * A question of a benchmark.
 *
 * @param id unique within the file: that of its answer, or its place
 * @param result what the official result file has for an answer
 */
public record BenchmarkQuestion(
        String id, PromptForm prompt, Asking asking, Function<String, Map<String, Object>> result) {}
