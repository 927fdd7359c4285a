package io.github.qwenvl4j.train.stage;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.QuantizationConfig;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.train.data.FileData;
import io.github.qwenvl4j.train.data.FileSamples;
import io.github.qwenvl4j.train.data.PictureCheck;
import io.github.qwenvl4j.train.data.SampleCheck;
import java.nio.file.Path;
import java.util.Optional;

/** Checks the preconditions of a stage before anything is written. */
public record Startable(StagePreset preset, Checkpoint start) {

    /**
     * @param named folder of the checkpoint, for messages
     * @return the samples of data files
     * @throws QwenVlException if the checkpoint cannot be trained, or the data files cannot be learnt from
     */
    public FileSamples require(Path named) {
        QwenVlConfig config = QwenVlConfig.of(start);
        Optional<QuantizationConfig> quantised = config.quantization();
        boolean gptq =
                quantised.filter(QuantizationConfig.Gptq.class::isInstance).isPresent();
        if (quantised.isPresent() && !(gptq && preset.isAdapter())) {
            String adapter = gptq ? ", or train an adapter (train qlora)" : "";
            throw new QwenVlException(
                    Kind.UNSUPPORTED,
                    named + ": quantised checkpoints cannot be trained; use the original checkpoint" + adapter);
        }
        if (!(preset.data() instanceof FileData files) || preset.objective().tokens() == 0) {
            return FileSamples.none();
        }
        PictureCheck pictures = PictureCheck.ofHeaders(ImageLoader.standard());
        return FileSamples.read(files, SampleCheck.of(start, files.trustTags(), pictures, preset.maxLength()));
    }
}
