package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.train.data.FileData;
import io.github.qwenvl4j.train.stage.PresetFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The data files of a run. */
final class DataOptions {

    @Option(
            names = "--data",
            paramLabel = "FILE[:WEIGHT]",
            description = {
                "Fine-tuning data instead of the preset's; repeatable. A weight of 0.3 uses another 30 %% of the file in",
                "every epoch, a weight of 2 all of it twice."
            })
    private List<String> data = List.of();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Base of relative picture paths (default: the folder of each data file).")
    private Path images;

    @Option(
            names = "--skip-bad",
            description = "Skip and count records that cannot be trained on, instead of refusing.")
    private boolean skipBad;

    @Option(
            names = "--trust-tags",
            description = "Control tokens typed in the data act as such, as in the official script.")
    private boolean trustTags;

    PresetFile applyTo(PresetFile given) {
        PresetFile file = data.isEmpty()
                ? given
                : given.withData(data.stream().map(FileData.Source::parse).toList());
        if (images != null) {
            file = file.set("data.images=" + images.toAbsolutePath());
        }
        if (skipBad) {
            file = file.set("data.maxBroken=" + Integer.MAX_VALUE);
        }
        return trustTags ? file.set("data.trustTags=true") : file;
    }
}
