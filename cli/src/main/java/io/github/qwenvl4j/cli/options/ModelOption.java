package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.hub.HubSettings;
import io.github.qwenvl4j.hub.ModelHub;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which checkpoint a command works on. */
public final class ModelOption {

    @Option(
            names = "--model",
            paramLabel = "DIR|NAME",
            description = {
                "Checkpoint directory in the published layout, or the name of a pulled model (Qwen/Qwen-VL-Chat,",
                "Qwen/Qwen-VL-Chat@REVISION); the built-in model when absent."
            })
    private String model;

    /** @throws QwenVlException when the model is not on this machine */
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

    /** What to call the model: the name it was pulled by, or its folder's. */
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
