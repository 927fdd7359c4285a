package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the manual, as they are printed, get an answer. */
class ManualCommandsTest {

    private static final String PRINTED = "http://127.0.0.1:8000";
    private static final Set<String> PAGES = Set.of("/", "/docs"); // for browsers

    @TempDir
    private Path folder;

    /** The commands with curl: those with tools need a model that knows some. */
    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : Files.readAllLines(Path.of("../docs/server.md"))) {
            boolean code = line.startsWith("    ");
            if (line.startsWith("    curl ") || !open.isEmpty() && !code) {
                if (!open.isEmpty()) {
                    commands.add(open.toString());
                }
                open.setLength(0);
            }
            if (code && (line.startsWith("    curl ") || !open.isEmpty())) {
                open.append(line.substring(4)).append('\n');
            }
        }
        return commands;
    }

    private static boolean withTools(String command) {
        return command.contains("\"tools\":");
    }

    /** Those need an adapter that somebody trained. */
    private static boolean ofAdapters(String command) {
        return command.contains("$QWENVL_ADMIN_KEY");
    }

    /** What the commands print; fails where one of them does. */
    private List<String> run(List<String> commands, TestServer server) throws Exception {
        Path settings = Files.writeString(folder.resolve(".curlrc"), "fail-with-body\nshow-error\n");
        List<String> printed = new ArrayList<>();
        for (String command : commands) {
            ProcessBuilder shell = new ProcessBuilder(
                            "bash", "-o", "pipefail", "-c", command.replace(PRINTED, server.url("")))
                    .directory(Path.of("..").toFile())
                    .redirectErrorStream(true);
            shell.environment().put("CURL_HOME", settings.getParent().toString());
            Process process = shell.start();
            String output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor()).as(command + output).isZero();
            printed.add(output);
        }
        return printed;
    }

    private static boolean there(String program) throws Exception {
        return new ProcessBuilder("bash", "-c", "command -v " + program)
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void theBuiltInModelAnswersThem() throws Exception {
        assumeTrue(there("curl"), "curl is not installed");
        List<String> commands = commands().stream()
                .filter(command -> !withTools(command) && !ofAdapters(command))
                .toList();
        assertThat(commands).hasSizeGreaterThan(10);
        try (TestServer server = TestServer.start("pico", UnaryOperator.identity(), QwenVl::open)) {
            assertThat(run(commands, server)).anyMatch(printed -> printed.contains("<ref>the red heart</ref><box>"));
        }
    }

    @Test
    void aModelThatKnowsToolsAnswersThoseWithTools() throws Exception {
        assumeTrue(there("curl"), "curl is not installed");
        List<String> commands =
                commands().stream().filter(ManualCommandsTest::withTools).toList();
        assertThat(commands).isNotEmpty();
        try (TestServer server = TestServer.start(
                "tiny",
                UnaryOperator.identity(),
                () -> OpenedModel.open(Fixtures.path("qwen3-vl/tiny-q3vl"), Precision.FLOAT32))) {
            assertThat(run(commands, server)).allMatch(printed -> printed.contains("\"tool_calls\":[{"));
        }
    }

    @Test
    void everyRouteHasOne() throws IOException {
        TreeSet<String> routes = new TreeSet<>();
        try (InputStream in = ManualCommandsTest.class.getResourceAsStream("/openapi.json")) {
            new ObjectMapper().readTree(in).path("paths").fieldNames().forEachRemaining(routes::add);
        }
        String commands = String.join("", commands());
        assertThat(routes)
                .filteredOn(route -> !route.contains("{") && !PAGES.contains(route))
                .allSatisfy(route -> assertThat(commands).containsPattern(PRINTED + route + "[ \\n]"));
    }
}
