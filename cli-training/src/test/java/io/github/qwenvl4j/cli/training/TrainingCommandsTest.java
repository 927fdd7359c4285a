package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the program can do with this module on the class path. */
class TrainingCommandsTest {

    @Test
    void theProgramListsThem() {
        assertThat(Cli.run("--help").out()).contains("  train ", "  data ", "  merge ");
        assertThat(Cli.run("eval", "--help").out()).contains("  scenes ", "  calibration ");
        Cli train = Cli.run("train", "--help");
        assertThat(train.exitCode()).isZero();
        assertThat(train.out()).contains("Usage: qwenvl train", "Example");
    }

    /** They build this module where a line names one of its commands. */
    @ParameterizedTest
    @ValueSource(strings = {"qwenvl", "qwenvl.cmd"})
    void theLaunchersKnowEachOfThem(String launcher) throws IOException {
        String script = Files.readString(Path.of(System.getProperty("qwenvl.root"), launcher));
        CommandLine program = new CommandLine(CommandSpec.create());
        program.addSubcommand("eval", CommandSpec.create());
        new TrainingCommands().addTo(program);
        CommandLine eval = program.getSubcommands().get("eval");
        assertThat(eval.getSubcommands().keySet())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(script).contains("\"eval " + name + "\""));
        assertThat(program.getSubcommands().keySet())
                .filteredOn(name -> !name.equals("eval"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(script).containsPattern("\"" + name + " ?\""));
    }

    @Test
    void aloneAGroupShowsItsCommands() {
        Cli cli = Cli.run("data");
        assertThat(cli.err()).contains("Usage: ", "Commands:");
        assertThat(cli.exitCode()).isEqualTo(2);
    }

    @Test
    void nearNamesAreFoundBelowAGroup() {
        Cli cli = Cli.run("data", "scene");
        assertThat(cli.err()).startsWith("qwenvl: unknown command 'scene'; did you mean scenes?");
        assertThat(cli.exitCode()).isEqualTo(2);
    }

    @Test
    void aGpuThatIsNotThereIsToldInOneLine() {
        assumeFalse(torch.hasCUDA(), "this machine has a GPU");
        Cli cli = Cli.run(
                "run", "--device", "cuda", "--model", Fixtures.path("tiny-vl").toString(), "Hi");
        assertThat(cli.err())
                .startsWith("qwenvl: device cuda: LibTorch finds no CUDA device here")
                .hasLineCount(1);
        assertThat(cli.exitCode()).isEqualTo(1);
    }
}
