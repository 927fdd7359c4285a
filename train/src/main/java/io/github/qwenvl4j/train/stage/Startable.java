package io.github.qwenvl4j.train.stage;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.train.data.FileData;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.Learnable;
import java.nio.file.Path;

/** Checks the preconditions of a stage before anything is written. */
public record Startable(StagePreset preset, Checkpoint start) {

    /**
     * @param named folder of the checkpoint, for messages
     * @throws QwenVlException if the checkpoint cannot be trained or nothing can be learnt from the data files
     */
    public void require(Path named) {
        QwenVlConfig config = QwenVlConfig.of(start);
        if (config.quantization().isPresent()) {
            throw new QwenVlException(
                    Kind.UNSUPPORTED, named + ": quantised checkpoints cannot be trained; use the original checkpoint");
        }
        if (preset.data() instanceof FileData files && preset.objective().tokens() > 0) {
            Labeller labeller = new Labeller(QwenTokenizer.load(
                    QwenVlFamily.rankFile(start), config.vision().nQueries()));
            new Learnable(labeller, ImageLoader.standard()::load, preset.maxLength()).require(files);
        }
    }
}
