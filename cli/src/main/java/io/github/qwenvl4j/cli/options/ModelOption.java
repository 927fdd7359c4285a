package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.hub.HubSettings;
import io.github.qwenvl4j.hub.ModelHub;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The checkpoint that a command uses. */
public final class ModelOption {

    @Option(
            names = "--model",
            paramLabel = "DIR|NAME",
            description =
                    "Checkpoint directory in the published layout, or the name of a pulled model (Qwen/Qwen-VL-Chat, "
                            + "Qwen/Qwen-VL-Chat@REVISION). Default: the built-in model.")
    private String model;

    /** An option that was given in another way. @param model directory or name */
    public static ModelOption of(String model) {
        ModelOption option = new ModelOption();
        option.model = model;
        return option;
    }

    /** @throws QwenVlException if the model is not on this machine */
    public Path directory() {
        return model == null
                ? BuiltInModel.directory()
                : new ModelHub(HubSettings.fromEnvironment())
                        .find(model)
                        .orElseThrow(() -> new QwenVlException(Kind.CHECKPOINT, absent(model)));
    }

    private static String absent(String model) {
        String[] parts = model.split("@", 2);
        String revision = parts.length > 1 ? " --revision " + parts[1] : "";
        return model + ": not on this machine; fetch it with: qwenvl pull " + parts[0] + revision;
    }

    /** The name of the model: that by which it was pulled, or the name of its folder. */
    public String name() {
        if (model == null) {
            return BuiltInModel.NAME;
        }
        boolean pulled = !Files.isDirectory(Path.of(model));
        return pulled
                ? model.replaceFirst("@.*", "")
                : directory().toAbsolutePath().normalize().getFileName().toString();
    }
}
