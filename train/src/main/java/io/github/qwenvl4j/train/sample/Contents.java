package io.github.qwenvl4j.train.sample;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a data file is made of.
 *
 * @param container how its records are arranged
 * @param formats number of samples by layout
 */
public record Contents(String container, Map<DataFormat, Long> formats) {

    /** The number of samples that could be read. */
    public long samples() {
        return formats.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Such as {@code JSON lines, LLaVA}. */
    public String described() {
        String layouts = formats.keySet().stream().map(DataFormat::label).collect(Collectors.joining(" and "));
        return layouts.isEmpty() || layouts.equals(container) ? container : container + ", " + layouts;
    }
}
