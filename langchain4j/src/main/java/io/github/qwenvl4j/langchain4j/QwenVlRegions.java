package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import io.github.qwenvl4j.grounding.Region;
import io.github.qwenvl4j.grounding.RegionData;
import java.util.List;
import java.util.Map;

/**
 * The regions of pictures that an answer names: the attribute {@link #ATTRIBUTE} of the {@link AiMessage}, as {@link RegionData}, which
 * the memory of a chat can store.
 */
public final class QwenVlRegions {

    /** Absent if the answer names no regions. */
    public static final String ATTRIBUTE = "regions";

    private QwenVlRegions() {}

    /** The regions that an answer names, in the order of its text. */
    public static List<Region> of(AiMessage answer) {
        return RegionData.read(answer.attributes().get(ATTRIBUTE));
    }

    static Map<String, Object> attributes(List<Region> regions) {
        return regions.isEmpty() ? Map.of() : Map.of(ATTRIBUTE, RegionData.of(regions));
    }
}
