package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.image.PixelBounds;
import java.nio.file.Path;
import java.util.Map;

/** What {@code --max-pixels} and {@code --min-pixels} ask for, where the models are known that should go by it. */
public record PixelDemand(PixelBounds bounds) {

    /** Whether there is one. */
    boolean made() {
        return !bounds.equals(PixelBounds.DEFAULT);
    }

    /**
     * Refuses the options where they would have no effect.
     *
     * @param models their folders, by name
     * @throws QwenVlException if all of them look at every picture in one size
     */
    public void requireMet(Map<String, Path> models) {
        if (made() && models.values().stream().noneMatch(PixelDemand::isMetBy)) {
            String option = bounds.max().isPresent() ? "--max-pixels" : "--min-pixels";
            throw new QwenVlException(
                    QwenVlException.Kind.UNSUPPORTED,
                    "%s is for Qwen3-VL; %s looks at every picture in one size"
                            .formatted(option, String.join(", ", models.keySet())));
        }
    }

    private static boolean isMetBy(Path directory) {
        try (Checkpoint checkpoint = Families.open(directory)) {
            return Families.of(checkpoint.config()).goesByPixelBounds();
        }
    }
}
