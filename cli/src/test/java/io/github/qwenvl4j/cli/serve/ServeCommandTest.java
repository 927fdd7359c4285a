package io.github.qwenvl4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.cli.Program;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The server as a process. */
class ServeCommandTest {

    private static final int SIGTERM_EXIT = 143;

    @Test
    void otherMachinesAreNotLetInWithoutAKey() {
        Cli cli = Cli.run(
                "serve",
                "--host",
                "0.0.0.0",
                "--model",
                Fixtures.path("tiny-vl").toString());
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).contains("0.0.0.0 is reachable from other machines");
    }

    @Test
    void hostsOfPicturesNeedRemotePictures() {
        Cli cli = Cli.run(
                "serve",
                "--image-host",
                "example.org",
                "--model",
                Fixtures.path("tiny-vl").toString());
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).contains("--remote-images");
    }

    @Test
    void aPortInUseIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start(taken.getLocalPort(), ProcessBuilder.Redirect.PIPE);
            String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said)
                    .isEqualToIgnoringNewLines(
                            "qwenvl: port " + taken.getLocalPort() + " is in use (--port N chooses another)");
            assertThat(process.exitValue()).isEqualTo(1);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aTermSignalLetsAnswersFinish() throws Exception {
        Process process = start(0, ProcessBuilder.Redirect.DISCARD);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String address = address(out);
            HttpResponse<Stream<String>> answer =
                    HttpClient.newHttpClient().send(request(address), BodyHandlers.ofLines());
            List<String> lines = new ArrayList<>();
            try (Stream<String> body = answer.body()) {
                body.forEach(line -> {
                    if (lines.isEmpty()) {
                        process.destroy();
                    }
                    lines.add(line);
                });
            }
            assertThat(lines).contains("data: [DONE]");
            assertThat(lines).anyMatch(line -> line.contains("\"finish_reason\":\"length\""));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(SIGTERM_EXIT);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void ctrlCSaysWhatItWaitsForAndASecondOneDoesNotWait() throws Exception {
        Process process = start(0, ProcessBuilder.Redirect.PIPE);
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                BufferedReader err =
                        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            String address = address(out);
            HttpClient client = HttpClient.newHttpClient();
            for (int i = 0; i < 8; i++) { // enough that they are not complete before the second Ctrl-C
                client.send(request(address), BodyHandlers.ofInputStream())
                        .body()
                        .read();
            }
            interrupt(process);
            String said = err.readLine();
            while (said != null && !said.startsWith("stopping")) {
                said = err.readLine();
            }
            assertThat(said).matches("stopping: . answers are running, at most 30 s; Ctrl-C again ends now");
            interrupt(process);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(err.lines()).noneMatch(line -> line.contains("stopped"));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Time, level and JSON, without names of classes. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void eachRequestIsALineOfTheLog() throws Exception {
        Process process = start(0, ProcessBuilder.Redirect.PIPE);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String address = address(out);
            HttpRequest models =
                    HttpRequest.newBuilder(URI.create(address + "/v1/models")).build();
            HttpClient.newHttpClient().send(models, BodyHandlers.discarding());
            interrupt(process);
            String log = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(log.lines())
                    .anyMatch(line -> line.matches("\\d{4}-\\S+ INFO \\{\"method\":\"GET\".*}"))
                    .noneMatch(line -> line.contains("io.github.qwenvl4j"));
        } finally {
            process.destroyForcibly();
        }
    }

    /** From the line that says it. */
    private static String address(BufferedReader out) throws IOException {
        return out.readLine().replaceFirst(".* is served at ", "");
    }

    private static void interrupt(Process process) throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    private static Process start(int port, ProcessBuilder.Redirect errors) throws Exception {
        List<String> command = Program.command(
                "serve",
                "--port",
                Integer.toString(port),
                "--model",
                Fixtures.path("tiny-vl").toString());
        return new ProcessBuilder(command).redirectError(errors).start();
    }

    /** Rewards repetition, so that no stop token comes. */
    private static HttpRequest request(String address) {
        String body =
                "{\"model\":\"tiny-vl\",\"stream\":true,\"temperature\":0,\"frequency_penalty\":-2,\"max_tokens\":500,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"a b c\"}]}";
        return HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}
