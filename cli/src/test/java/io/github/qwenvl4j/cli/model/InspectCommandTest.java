package io.github.qwenvl4j.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.cli.Program;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {

    @Test
    void inspectShowsPartsMemoryAndTensors() {
        Cli cli = Cli.run("inspect", Fixtures.path("tiny-vl").toString());
        assertThat(cli.exitCode()).isZero();
        assertThat(cli.out())
                .contains("2 layers, hidden 256, 4 heads of 64", "tensors (61)", "prompts     chatml")
                .containsPattern("all +2,140,790")
                .containsPattern("bfloat16 +0\\.004 GB")
                .containsPattern("lm_head\\.weight +BF16 +\\[832, 256]");
    }

    @Test
    void inspectListsEveryPrecisionAndHowConversationsAreHeld() {
        List<String> lines = Cli.run("inspect", Fixtures.path("tiny-vl").toString())
                .out()
                .lines()
                .filter(line -> line.matches("  (float32|bfloat16|int8|int4) .*"))
                .toList();
        assertThat(lines).hasSize(4);
        // per token: keys and values of 2 layers of 4 heads of 64, or 64 bytes and a scale
        assertThat(lines.get(0)).endsWith("0.004 GB                 0.004 GB        0.001 GB");
        assertThat(lines.get(1)).contains("0.002 GB").endsWith("0.001 GB");
    }

    @Test
    void inspectSaysWhenGroupsBecomeInt8(@TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.path("tiny-vl-int4"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        assertThat(Cli.run("inspect", folder.toString()).out()).contains(", GPTQ int4 in groups of 128\n");
        Path config = folder.resolve("config.json");
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(config.toFile());
        ((ObjectNode) json.required("quantization_config")).put("desc_act", true);
        mapper.writeValue(config.toFile(), json);
        assertThat(Cli.run("inspect", folder.toString()).out())
                .contains(", GPTQ int4 in groups of 128, scattered: int8 where opened as int4\n");
    }

    @Test
    void theSetOfKernelsIsShownAndCanBeForced() throws IOException, InterruptedException {
        String tiny = Fixtures.path("tiny-vl").toString();
        Program unknown = Program.run("QWENVL_KERNELS=abacus \"$@\"", "inspect", tiny);
        assertThat(unknown.err()).containsOnlyOnce("QWENVL_KERNELS=abacus: this processor has ");
        String best = Program.run("\"$@\"", "inspect", tiny).out();
        assertThat(unknown.out()).isEqualTo(best);
        Program portable = Program.run("QWENVL_KERNELS=portable \"$@\"", "inspect", tiny);
        assertThat(portable.out()).contains("kernels     portable");
        assertThat(portable.err()).doesNotContain("QWENVL_KERNELS");
    }

    @Test
    void inspectShowsABrokenCheckpointAndSaysWhatIsWrong() {
        Cli cli = Cli.run("inspect", Fixtures.path("tiny-vl-long").toString());
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).startsWith("qwenvl: ");
    }
}
