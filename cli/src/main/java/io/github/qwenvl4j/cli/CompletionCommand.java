package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.cli.options.ProgramVersion;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl completion}: prints the completion script of a shell. */
@Command(
        name = "completion",
        description = "Prints a script with which bash or zsh completes commands, options and their values.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Examples:",
            "  source <(qwenvl completion bash)     # in ~/.bashrc",
            "  source <(qwenvl completion zsh)      # in ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {

    /** Shells that picocli's script supports. */
    enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh; both use the same script.")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String script = AutoComplete.bash("qwenvl", spec.root().commandLine());
        spec.commandLine().getOut().print(script);
        return ExitCode.OK;
    }
}
