package io.github.qwenvl4j.cli.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.evaluate.benchmark.Unmatched;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl eval score}: scores answers that any system made. */
@Command(
        name = "score",
        description = "Scores a file of answers, whoever made them; the last line is one JSON object.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
final class EvalScoreCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = BenchmarkNames.class,
            description = BenchmarkNames.LIST + ".")
    private String name;

    @Option(
            names = "--annotations",
            paramLabel = "FILE",
            required = true,
            description = "What is right, in the layout of the official programs (mme: a folder).")
    private Path annotations;

    @Option(
            names = "--answers",
            paramLabel = "FILE",
            required = true,
            description =
                    "The answers, in the layout of the official result files or one JSON object per line (mme: a folder).")
    private Path answers;

    @Mixin
    private ModeOption mode;

    @Option(
            names = "--allow-missing",
            description =
                    "Count questions without an answer as answered by nothing, and ignore answers to no question and further "
                            + "answers to one, instead of refusing them; the result says how many.")
    private boolean allowMissing;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        Unmatched unmatched = allowMissing ? Unmatched.COUNTED : Unmatched.REFUSED;
        spec.commandLine()
                .getOut()
                .println(new ObjectMapper()
                        .writeValueAsString(BenchmarkNames.find(name)
                                .score(annotations, answers, mode.mode(), unmatched)
                                .json()));
        return ExitCode.OK;
    }
}
