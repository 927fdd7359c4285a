package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.train.vocabulary.RankedTokens;
import io.github.qwenvl4j.train.vocabulary.SceneVocabulary;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl data vocabulary}: writes the rank file of the scene tasks. */
@Command(
        name = "vocabulary",
        description = "Learns the vocabulary of the scene tasks and writes it as a rank file.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class DataVocabularyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "OUT", description = "Rank file to write, such as qwen.tiktoken.")
    private Path out;

    @Option(
            names = "--merges",
            paramLabel = "N",
            defaultValue = "" + SceneVocabulary.MERGES,
            description = "Number of Chinese tokens, single characters included (default ${DEFAULT-VALUE}).")
    private int merges;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        new OutputFile(out).requireWritable(List.of());
        RankedTokens vocabulary = SceneVocabulary.train(merges);
        vocabulary.write(out);
        spec.commandLine().getOut().println(out + ": " + vocabulary.size() + " tokens");
        return ExitCode.OK;
    }
}
