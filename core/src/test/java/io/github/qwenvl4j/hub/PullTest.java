package io.github.qwenvl4j.hub;

import static io.github.qwenvl4j.hub.FakeHub.COMMIT;
import static io.github.qwenvl4j.hub.FakeHub.NAME;
import static io.github.qwenvl4j.hub.FakeHub.WEIGHTS;
import static io.github.qwenvl4j.hub.FakeHub.sending;
import static io.github.qwenvl4j.hub.FakeHub.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PullTest {

    private static final String RESOLVE = "/org/model/resolve/" + COMMIT + "/";
    private static final String LISTING = "/api/models/org/model/revision/main";

    @TempDir
    private Path folder;

    private final List<Duration> pauses = new ArrayList<>();
    private FakeHub server;
    private ModelHub hub;

    @BeforeEach
    void start() throws IOException {
        server = new FakeHub();
        hub = new ModelHub(server.settings(folder), pauses::add);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path pull() {
        return pull(Source.HUGGINGFACE);
    }

    private Path pull(Source source) {
        return hub.pull(NAME, Optional.empty(), source, PullProgress.none());
    }

    private Path repository() {
        return folder.resolve("hf/hub/models--org--model");
    }

    private Path weightsBlob() {
        return repository().resolve("blobs").resolve(FakeHub.sha256(server.files.get(WEIGHTS)));
    }

    private void assertComplete(Path model) throws IOException {
        for (String file : List.of("config.json", "qwen.tiktoken", WEIGHTS)) {
            assertThat(model.resolve(file)).hasBinaryContent(server.files.get(file));
        }
        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.map(Path::toString))
                    .noneMatch(path -> path.endsWith(".incomplete") || path.endsWith(".tmp"));
        }
    }

    @Test
    void theCacheIsLaidOutAsPythonDoes() throws IOException {
        Path model = pull();
        assertComplete(model);
        assertThat(model).isEqualTo(repository().resolve("snapshots").resolve(COMMIT));
        assertThat(repository().resolve("refs/main")).hasContent(COMMIT);
        assertThat(Files.readSymbolicLink(model.resolve("config.json")))
                .isEqualTo(Path.of("../../blobs", FakeHub.gitSha1(server.files.get("config.json"))));
        assertThat(Files.readSymbolicLink(model.resolve(WEIGHTS)))
                .isEqualTo(Path.of("../../blobs", FakeHub.sha256(server.files.get(WEIGHTS))));
        assertThat(model.resolve("README.md")).doesNotExist();
        assertThat(model.resolve("pytorch_model.bin")).doesNotExist();
        assertThat(hub.locate("org/model")).isEqualTo(model);
        assertThat(hub.locate("org/model@" + COMMIT)).isEqualTo(model);
    }

    @Test
    void theTokenStaysWithTheHub() {
        pull();
        assertThat(server.asked)
                .filteredOn(request -> request.host().equals("127.0.0.1"))
                .singleElement()
                .satisfies(request -> assertThat(request.authorization()).isEmpty());
        assertThat(server.asked)
                .filteredOn(request -> request.host().equals("localhost"))
                .hasSizeGreaterThan(3)
                .allSatisfy(request -> assertThat(request.authorization()).isEqualTo("Bearer secret"));
    }

    @Test
    void theTokenDoesNotFollowToAnotherPort() throws IOException {
        try (FakeHub other = new FakeHub()) {
            server.next(LISTING, status(307, "Location", other.endpoint() + LISTING));
            pull();
            assertThat(other.asked)
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.authorization()).isEmpty());
        }
    }

    @Test
    void aBrokenConnectionIsTakenUpAgain() throws IOException {
        server.nextWeights(server.breakingAfter(100_000));
        assertComplete(pull());
        assertThat(server.askedFor("/cdn/" + WEIGHTS)).hasSize(2);
        String range = server.askedFor("/cdn/" + WEIGHTS).get(1).range();
        assertThat(range).matches("bytes=\\d+-");
        assertThat(Integer.parseInt(range.replaceAll("\\D", ""))).isBetween(1, 100_000);
    }

    @Test
    void aLaterPullGoesOnWhereAnEarlierOneEnded() throws IOException {
        Files.createDirectories(weightsBlob().getParent());
        Files.write(FileDownload.incomplete(weightsBlob()), Arrays.copyOf(server.files.get(WEIGHTS), 250_000));
        assertComplete(pull());
        assertThat(server.askedFor("/cdn/" + WEIGHTS).get(0).range()).isEqualTo("bytes=250000-");
    }

    @Test
    void aServerThatIgnoresTheRangeStartsOver() throws IOException {
        Files.createDirectories(weightsBlob().getParent());
        Files.write(FileDownload.incomplete(weightsBlob()), new byte[1000]);
        server.nextWeights(sending(server.files.get(WEIGHTS), true));
        assertComplete(pull());
    }

    @Test
    void aServerThatSendsAnotherRangeIsRefused() throws IOException {
        Files.createDirectories(weightsBlob().getParent());
        Files.write(FileDownload.incomplete(weightsBlob()), new byte[1000]);
        server.nextWeights(status(206, "Content-Range", "bytes 5-9/300000"));
        assertThatThrownBy(this::pull).isInstanceOf(QwenVlException.class).hasMessageContaining("a different range");
    }

    @Test
    void whoOnlyEverBreaksOffIsGivenUp() {
        for (int i = 0; i < 5; i++) {
            server.nextWeights(exchange -> exchange.close());
        }
        assertThatThrownBy(this::pull).isInstanceOf(QwenVlException.class).hasMessageStartingWith(WEIGHTS + ": ");
        assertThat(pauses).hasSize(4).isSorted();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void liesAboutTheLengthAreFound(boolean announced) {
        server.nextWeights(sending(new byte[300_001], announced));
        assertThatThrownBy(this::pull)
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(WEIGHTS + ": the hub lists 300000 bytes and sends ");
        assertThat(weightsBlob()).doesNotExist();
    }

    @Test
    void anAnswerThatEndsTooEarlyIsContinued() throws IOException {
        server.nextWeights(sending(Arrays.copyOf(server.files.get(WEIGHTS), 299_000), false));
        assertComplete(pull());
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void damagedBytesAreThrownAway(Source source) {
        byte[] damaged = server.files.get(WEIGHTS).clone();
        damaged[7]++;
        server.next(source == Source.HUGGINGFACE ? "/cdn/" + WEIGHTS : "/none", sending(damaged, true));
        if (source == Source.MODELSCOPE) {
            server.next("/api/v1/models/org/model/repo", sending(server.files.get("qwen.tiktoken"), true));
            server.next("/api/v1/models/org/model/repo", sending(damaged, true));
        }
        assertThatThrownBy(() -> pull(source))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(WEIGHTS + ": the download is damaged (SHA-256 differs) and was deleted; run pull again");
        assertThatThrownBy(() -> hub.locate("org/model")).isInstanceOf(QwenVlException.class);
    }

    @Test
    void damagedSmallFilesAreFoundByGitsChecksum() {
        server.next(RESOLVE + "config.json", sending("{\"a\": 2}".getBytes(StandardCharsets.UTF_8), true));
        assertThatThrownBy(this::pull)
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith("config.json: the download is damaged (git SHA-1 differs)");
    }

    @ParameterizedTest
    @CsvSource({
        "401, there is no such model, or it is private or gated and the token is not accepted",
        "403, access denied",
        "404, there is no such model",
        "418, unexpected"
    })
    void refusalsAreOneClearLine(int code, String reason) {
        server.next(LISTING, status(code));
        assertThatThrownBy(this::pull)
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("HTTP " + code)
                .hasMessageContaining(reason.split(",")[0])
                .message()
                .doesNotContain("\n", "secret");
        assertThat(pauses).isEmpty();
    }

    @Test
    void whereATokenWouldHelpItsVariableIsNamed() {
        ModelHub anonymous = new ModelHub(
                HubSettings.of(Map.of("HF_ENDPOINT", server.endpoint().toString()), folder), pauses::add);
        server.next(LISTING, status(401));
        assertThatThrownBy(() -> anonymous.pull(NAME, Optional.empty(), Source.HUGGINGFACE, PullProgress.none()))
                .hasMessageEndingWith("set HF_TOKEN");
    }

    @Test
    void aBusyHubIsAskedAgainWhenItSays() throws IOException {
        server.next(LISTING, status(429, "Retry-After", "7")).next(LISTING, status(503));
        server.nextWeights(status(429, "Retry-After", "11"));
        assertComplete(pull());
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(2), Duration.ofSeconds(11));
    }

    @Test
    void aHubThatWantsToBeLeftAloneForLongIsLeft() {
        server.next(LISTING, status(429, "Retry-After", "3600"));
        assertThatThrownBy(this::pull).hasMessageContaining("HTTP 429, too many requests");
        assertThat(pauses).isEmpty();
    }

    @Test
    void namesOutsideTheFolderAreRefused() {
        for (String path : List.of("../evil.json", "/etc/passwd", "a/../../b", "a\\\\b", "c:x", "a//b", ".", "..")) {
            server.next(
                    LISTING,
                    sending(
                            ("{\"sha\":\"" + COMMIT + "\",\"siblings\":[{\"rfilename\":\"" + path + "\",\"size\":1}]}")
                                    .getBytes(StandardCharsets.UTF_8),
                            true));
            assertThatThrownBy(this::pull)
                    .isInstanceOf(QwenVlException.class)
                    .hasMessageContaining("not inside the model's folder");
        }
    }

    @Test
    void onlyHttpsIsAskedElsewhere() {
        server.nextWeights(status(302, "Location", "http://example.org/x"));
        assertThatThrownBy(this::pull).hasMessageEndingWith("http://example.org/x: only https addresses are allowed");
        server.nextWeights(status(302, "Location", "file:///etc/passwd"));
        assertThatThrownBy(this::pull).hasMessageContaining("only https");
    }

    @Test
    void endlessRedirectsEnd() {
        for (int i = 0; i < 9; i++) {
            server.nextWeights(status(302, "Location", "/cdn/" + WEIGHTS));
        }
        assertThatThrownBy(this::pull).hasMessageContaining("more than 5 redirects");
    }

    @Test
    void theDiskIsMeasuredFirst() {
        server.next(
                LISTING,
                sending(
                        ("{\"sha\":\"" + COMMIT
                                        + "\",\"siblings\":[{\"rfilename\":\"config.json\",\"size\":1,\"blobId\":\""
                                        + COMMIT + "\"},{\"rfilename\":\"qwen.tiktoken\",\"size\":1,\"blobId\":\""
                                        + COMMIT
                                        + "\"},{\"rfilename\":\"model.safetensors\",\"size\":9000000000000000,\"lfs\":{\"sha256\":\""
                                        + "0".repeat(64) + "\"}}]}")
                                .getBytes(StandardCharsets.UTF_8),
                        true));
        assertThatThrownBy(this::pull).hasMessageContaining("9000000.0 GB are needed and ");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void aSecondPullFetchesNothing() throws IOException {
        pull();
        server.asked.clear();
        assertComplete(pull());
        assertThat(server.asked).extracting(FakeHub.Asked::path).containsExactly(LISTING);
    }

    @Test
    void twoPullsAtOnceFetchEachFileOnce() throws IOException {
        CompletableFuture<Path> other = CompletableFuture.supplyAsync(this::pull);
        Path mine = pull();
        Path others = other.join(); // before it is done, what it is writing lies there too
        assertComplete(mine);
        assertComplete(others);
        assertThat(server.askedFor("/cdn/" + WEIGHTS)).hasSize(1);
    }

    @Test
    void withoutLinksTheFilesLieInTheSnapshot() throws IOException {
        ModelHub unlinked = new ModelHub(
                HubSettings.of(
                        Map.of(
                                "HF_HOME", folder.toString(),
                                "HF_ENDPOINT", server.endpoint().toString(),
                                "HF_HUB_DISABLE_SYMLINKS", "1"),
                        folder),
                pauses::add);
        Path model = unlinked.pull(NAME, Optional.empty(), Source.HUGGINGFACE, PullProgress.none());
        assertComplete(model);
        assertThat(model.resolve(WEIGHTS)).isRegularFile().matches(file -> !Files.isSymbolicLink(file));
        assertThat(unlinked.pull(NAME, Optional.empty(), Source.HUGGINGFACE, PullProgress.none()))
                .isEqualTo(model);
        assertThat(server.askedFor("/cdn/" + WEIGHTS)).hasSize(1);
    }

    @Test
    void aRevisionIsPulledUnderItsName() throws IOException {
        Path model = hub.pull(NAME, Optional.of("refs/pr/1"), Source.HUGGINGFACE, PullProgress.none());
        assertComplete(model);
        assertThat(repository().resolve("refs/refs/pr/1")).hasContent(COMMIT);
        assertThat(hub.locate("org/model@refs/pr/1")).isEqualTo(model);
        assertThatThrownBy(() -> hub.locate("org/model"))
                .hasMessage("org/model: is not on this machine; ModelHub.pull fetches it");
        assertThatThrownBy(() -> hub.locate("org/model@../../x")).hasMessageContaining("is not a revision");
    }

    @Test
    void modelScopeIsASecondSource() throws IOException {
        Path model = pull(Source.MODELSCOPE);
        assertComplete(model);
        assertThat(model).isEqualTo(folder.resolve("ms/models/org/model"));
        assertThat(hub.locate("org/model")).isEqualTo(model);
        server.asked.clear();
        server.files.put("qwen.tiktoken", "IQ== 1\n".getBytes(StandardCharsets.UTF_8));
        assertComplete(pull(Source.MODELSCOPE));
        assertThat(server.asked).as("listing and the one changed file").hasSize(2);
    }

    @Test
    void offlineNothingIsAsked() {
        pull();
        server.asked.clear();
        ModelHub offline = new ModelHub(
                HubSettings.of(
                        Map.of(
                                "HF_HOME", folder.resolve("hf").toString(),
                                "HF_ENDPOINT", server.endpoint().toString(),
                                "HF_HUB_OFFLINE", "1"),
                        folder),
                pauses::add);
        assertThatThrownBy(() -> offline.pull(NAME, Optional.empty(), Source.HUGGINGFACE, PullProgress.none()))
                .hasMessage("org/model: nothing is fetched, because HF_HUB_OFFLINE is set");
        assertThat(offline.locate("org/model")).isDirectory();
        assertThat(server.asked).isEmpty();
    }

    @Test
    void whatIsNoCheckpointIsRefusedBeforeAnythingIsFetched() {
        server.files.remove("qwen.tiktoken");
        assertThatThrownBy(this::pull).hasMessage("org/model is not a Qwen-VL checkpoint: it has no qwen.tiktoken");
        server.files.clear();
        assertThatThrownBy(this::pull).hasMessageContaining("it has no config.json");
        server.next(LISTING, sending("<html>".getBytes(StandardCharsets.UTF_8), true));
        assertThatThrownBy(this::pull).hasMessageEndingWith("the answer is not JSON");
        server.next(LISTING, sending("{}".getBytes(StandardCharsets.UTF_8), true));
        assertThatThrownBy(this::pull).hasMessageEndingWith("not a list of a model's files");
    }

    /** The files of a Qwen3-VL. */
    @Test
    void vocabulariesInJsonAreFetched() {
        server.files.remove("qwen.tiktoken");
        for (String file : List.of("tokenizer.json", "vocab.json", "merges.txt", "chat_template.jinja")) {
            server.files.put(file, file.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(pull())
                .isDirectoryContaining(file -> file.endsWith("tokenizer.json"))
                .isDirectoryContaining(file -> file.endsWith("vocab.json"))
                .isDirectoryContaining(file -> file.endsWith("merges.txt"))
                .isDirectoryContaining(file -> file.endsWith("chat_template.jinja"));
    }

    @Test
    void pyTorchFilesAreFetchedWhereThereAreNoSafetensors() {
        server.files.remove(WEIGHTS);
        assertThat(pull().resolve("pytorch_model.bin")).exists();
    }

    @Test
    void progressAddsUp() {
        long[] seen = new long[3];
        hub.pull(NAME, Optional.empty(), Source.HUGGINGFACE, new PullProgress() {
            @Override
            public void begin(int files, long bytes) {
                seen[0] = bytes;
            }

            @Override
            public void file(String path) {
                seen[1]++;
            }

            @Override
            public void received(long bytes) {
                seen[2] += bytes;
            }
        });
        assertThat(seen[0]).isEqualTo(seen[2]).isGreaterThan(300_000);
        assertThat(seen[1]).isEqualTo(3);
    }

    @Test
    void withoutANetworkWhatToTryIsSaidAtOnce() {
        server.close();

        assertThatThrownBy(this::pull)
                .isInstanceOfSatisfying(
                        QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.NETWORK))
                .hasMessageContainingAll(
                        "cannot be reached (connection refused)", "HF_ENDPOINT", "ModelScope", "proxy", "by hand")
                .hasMessageNotContaining("\n");
        assertThat(pauses).isEmpty();
    }
}
