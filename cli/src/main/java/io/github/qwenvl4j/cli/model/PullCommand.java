package io.github.qwenvl4j.cli.model;

import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.hub.HubSettings;
import io.github.qwenvl4j.hub.ModelHub;
import io.github.qwenvl4j.hub.ModelName;
import io.github.qwenvl4j.hub.Source;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl pull}: downloads a model by its name. */
@Command(
        name = "pull",
        description =
                "Downloads a model, or the files of it that are missing, into the cache shared with Python's tools,"
                        + " and prints its folder.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Environment: HF_HOME, HF_HUB_CACHE, HF_TOKEN, HF_TOKEN_PATH, HF_ENDPOINT, HF_HUB_OFFLINE,",
            "  MODELSCOPE_CACHE, MODELSCOPE_API_TOKEN, MODELSCOPE_DOMAIN.",
            "",
            "Examples:",
            "  qwenvl pull Qwen/Qwen-VL-Chat",
            "  qwenvl pull qwen/Qwen-VL-Chat --source modelscope"
        })
public final class PullCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "For example Qwen/Qwen-VL-Chat, or the address of its page.")
    private String name;

    @Option(
            names = "--revision",
            paramLabel = "R",
            description = "Branch, tag or commit (default: the default branch).")
    private String revision;

    @Option(
            names = "--source",
            paramLabel = "HUB",
            description = "huggingface or modelscope (default: the hub of an address, otherwise huggingface).")
    private Source source;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ModelName model = ModelName.parse(name);
        Source from = source == null ? Source.of(name) : source;
        ModelHub hub = new ModelHub(HubSettings.fromEnvironment());
        try (PullProgressBar progress = new PullProgressBar()) {
            spec.commandLine().getOut().println(hub.pull(model, Optional.ofNullable(revision), from, progress));
        }
        return ExitCode.OK;
    }
}
