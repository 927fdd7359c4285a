package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code eval things} with pico. */
class EvalThingsTest {

    private static final Path SCENE = Path.of(System.getProperty("qwenvl.root"), "examples", "scene.png");

    @TempDir
    private Path folder;

    private static String question(String language, String said, String wanted) {
        return """
                {"task": "find/find/%s", "conversations": [
                {"from": "user", "value": "Picture 1: <img>scene.png</img>\\n%s"},
                {"from": "assistant", "value": "%s"}]}""".formatted(language, said, wanted).replace("\n", "");
    }

    @Test
    void boxesThatOverlapByHalfAreRight() throws IOException {
        Files.copy(SCENE, folder.resolve("scene.png"));
        Files.writeString(
                folder.resolve("samples.jsonl"),
                String.join(
                        "\n",
                        question(
                                "english",
                                "Where is the brown heart?",
                                "<ref>the brown heart</ref><box>(374,230),(590,452)</box>"),
                        question("chinese", "棕色的心形在哪里？", "<ref>棕色心形</ref><box>(0,700),(100,990)</box>")));
        Path answers = folder.resolve("answers.tsv");
        Cli cli = Cli.run("eval", "things", folder.toString(), "--answers", answers.toString());
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        List<String> lines = cli.out().lines().toList();
        JsonNode find = new ObjectMapper().readTree(lines.get(lines.size() - 1)).get("find");
        assertThat(find.get("questions").asInt()).isEqualTo(2);
        assertThat(find.get("english").asDouble()).isEqualTo(1);
        assertThat(find.get("chinese").asDouble()).isZero();
        assertThat(Files.readAllLines(answers))
                .anySatisfy(line -> assertThat(line).startsWith("right\tfind\tWhere is the brown heart?\t"))
                .anySatisfy(line -> assertThat(line).startsWith("wrong\tfind\t棕色的心形在哪里？\t"));
    }
}
