package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVlException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the one model of a command is opened: device, precision, threads, and an adapter. */
public final class OpeningOptions {

    @Mixin
    private ComputeOptions compute;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description =
                    "Answer through an adapter (LoRA, in peft's layout): its folder, or a run that trained one; the newest "
                            + "checkpoint of that is used.")
    private Path adapter;

    /** @throws QwenVlException for a value that is unknown or that this machine or this model does not support */
    public OpenOptions openOptions(ModelOption model) {
        OpenOptions options = openOptions();
        PixelDemand pixels = new PixelDemand(options.pixels());
        if (pixels.made()) {
            pixels.requireMet(Map.of(model.name(), model.directory()));
        }
        return options;
    }

    /** @throws QwenVlException for a value that is unknown or that this machine does not support */
    public OpenOptions openOptions() {
        OpenOptions options = compute.openOptions();
        return adapter == null ? options : options.withAdapter(adapter);
    }

    /** @throws QwenVlException if an adapter is given */
    public void requireNoAdapter(String reason) {
        if (adapter != null) {
            throw new QwenVlException("--adapter " + adapter + ": " + reason);
        }
    }
}
