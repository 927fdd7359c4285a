package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code eval calibration} with pico. */
class EvalCalibrationTest {

    @TempDir
    private Path folder;

    @Test
    void decisionsAreComparedWithWhatIsRight() throws IOException {
        Path page = folder.resolve("plot.html");
        Cli cli = Cli.run(
                "eval", "calibration", "--count", "8", "--tasks", "vqa_color,vqa_shape", "--out", page.toString());
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        List<String> lines = cli.out().lines().toList();
        assertThat(lines.get(0)).matches("vqa[_-]color +8 decisions, .* right, .* expected calibration error .* %");
        JsonNode json = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        JsonNode all = json.get("all");
        assertThat(all.get("count").asInt()).isEqualTo(16);
        assertThat(all.get("accuracy").asDouble()).isGreaterThan(0.5); // pico knows colours and shapes
        double error = 0;
        int count = 0;
        for (JsonNode bin : all.get("bins")) {
            count += bin.get("count").asInt();
            error += bin.get("count").asInt()
                    * Math.abs(bin.get("accuracy").asDouble()
                            - bin.get("confidence").asDouble());
        }
        assertThat(count).isEqualTo(16);
        assertThat(all.get("error").asDouble()).isEqualTo(error / 16, within(1e-9));
        assertThat(Files.readString(page)).contains("<svg", "16 decisions");
    }
}
