package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.OutputRefusals;
import io.github.qwenvl4j.testing.Fixtures;
import java.util.stream.Stream;

/** Where the commands of this module cannot write. */
class TrainingOutputFilesTest extends OutputRefusals {

    private static final String CONFIG = Fixtures.path("tiny-vl/config.json").toString();
    private static final String RANKS = Fixtures.path("tiny-vl/qwen.tiktoken").toString();

    static Stream<Writer> writers() {
        return Stream.of(
                file("eval calibration --out", "eval", "calibration", "--model", "NONE", "--out", "OUT"),
                file("eval scenes --json", "eval", "scenes", "--model", "NONE", "--json", "OUT"),
                file("data vocabulary", "data", "vocabulary", "OUT"),
                file("eval things --json", "eval", "things", "NONE", "--model", "NONE", "--json", "OUT"),
                file("eval things --answers", "eval", "things", "NONE", "--model", "NONE", "--answers", "OUT"),
                folder("data things", "data", "things", "--icons", "NONE", "OUT"),
                folder("data scenes", "data", "scenes", "--count", "1", "OUT"),
                folder("train init", "train", "init", CONFIG, RANKS, "OUT"),
                folder("train export", "train", "export", "NONE", "OUT"),
                folder("train --run", "train", "vision-start", "--from", "NONE", "--run", "OUT"));
    }
}
