package io.github.qwenvl4j.springai;

import io.github.qwenvl4j.grounding.Region;
import io.github.qwenvl4j.grounding.RegionData;
import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.messages.AssistantMessage;

/**
 * The regions of pictures that an answer names: the metadata {@link #KEY} of the {@link AssistantMessage}, as {@link RegionData}, which
 * the memory of a chat can store.
 */
public final class QwenVlRegions {

    /** Absent if the answer names no regions. */
    public static final String KEY = "regions";

    private QwenVlRegions() {}

    /** The regions that an answer names, in the order of its text. */
    public static List<Region> of(AssistantMessage answer) {
        return RegionData.read(answer.getMetadata().get(KEY));
    }

    static Map<String, Object> metadata(List<Region> regions) {
        return regions.isEmpty() ? Map.of() : Map.of(KEY, RegionData.of(regions));
    }
}
