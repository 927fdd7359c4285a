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

/** What must hold before a stage begins, asked before anything is written. */
public record Startable(StagePreset preset, Checkpoint start) {

    /**
     * @param named the checkpoint's folder, for messages
     * @throws QwenVlException when the checkpoint cannot be trained or the data files hold nothing to learn
     */
    public void require(Path named) {
        QwenVlConfig config = QwenVlConfig.of(start);
        if (config.quantization().isPresent()) {
            throw new QwenVlException(
                    Kind.UNSUPPORTED,
                    named + ": quantised checkpoints cannot be trained; start from the checkpoint it was made of");
        }
        if (preset.data() instanceof FileData files && preset.objective().tokens() > 0) {
            Labeller labeller = new Labeller(QwenTokenizer.load(
                    QwenVlFamily.rankFile(start), config.vision().nQueries()));
            new Learnable(labeller, ImageLoader.standard()::load, preset.maxLength()).require(files);
        }
    }
}
