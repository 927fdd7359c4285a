package io.github.qwenvl4j.cli.model;

import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.cli.options.PromptParameter;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qwenvl tokenize}: prints the ids of a text and the text of each. */
@Command(
        name = "tokenize",
        description = "Prints one line per token of a prompt: its id, a tab and its text.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Examples:",
            "  qwenvl tokenize --model Qwen-VL-Chat \"Where is <ref>the dog</ref>?\"",
            "  qwenvl tokenize --vocabulary qwen.tiktoken --text \"<ref> is plain text here\""
        })
public final class TokenizeCommand implements Callable<Integer> {

    @Mixin
    private PromptParameter prompt;

    @Option(names = "--text", description = "Treat special tokens in the prompt as plain text.")
    private boolean text;

    @Mixin
    private ModelOption model;

    @Option(
            names = "--vocabulary",
            paramLabel = "FILE",
            description = "Use only this rank file (qwen.tiktoken) instead of a checkpoint; an image then has 256 ids.")
    private Path vocabulary;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String read = prompt.exactText();
        Tokenizer tokenizer = vocabulary != null ? Families.tokenizer(vocabulary) : ofCheckpoint();
        SpecialsHonoured honoured = text ? SpecialsHonoured.NONE : SpecialsHonoured.ALL;
        PrintWriter out = spec.commandLine().getOut();
        for (int id : tokenizer.encode(read, honoured)) {
            out.println(id + "\t" + PrintableToken.of(tokenizer.bytes(id)));
        }
        return ExitCode.OK;
    }

    private Tokenizer ofCheckpoint() {
        try (Checkpoint checkpoint = Families.open(model.directory())) {
            return Families.tokenizer(checkpoint);
        }
    }
}
