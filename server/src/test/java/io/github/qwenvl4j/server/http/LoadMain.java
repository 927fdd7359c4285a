package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A load test on loopback that ends by itself: clients that ask for a given time, memory and descriptors watched, and then
 * the same questions by 4 clients and by one.
 *
 * <p>{@code server/load-test CLIENTS SECONDS [CHECKPOINT|random]}
 *
 */
final class LoadMain {

    private static final int TOKENS = 48;
    private static final int SAMPLES = 10;

    private LoadMain() {}

    public static void main(String[] args) throws Exception {
        int clients = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        String checkpoint = args.length > 2 ? args[2] : "tiny-vl";
        Supplier<QwenVl> model = checkpoint.equals("random")
                ? () -> OpenedModel.open(LargeCheckpoint.write(Fixtures.path("tiny-vl")), Precision.BFLOAT16)
                : () -> OpenedModel.open(
                        checkpoint.contains("/") ? Path.of(checkpoint) : Fixtures.path(checkpoint), Precision.FLOAT32);
        try (TestServer server = TestServer.start(options -> options, model)) {
            new LoadRun(server.url(""), questions()).run(1, Long.MAX_VALUE, 2);
            if (seconds > 0) {
                endurance(server, clients, seconds);
            }
            ratio(server);
        }
    }

    private static void endurance(TestServer server, int clients, int seconds) throws Exception {
        LoadRun load = new LoadRun(server.url(""), questions());
        Thread watcher = new Thread(() -> watch(server, seconds), "watcher");
        watcher.start();
        load.run(clients, TimeUnit.SECONDS.toNanos(seconds), Integer.MAX_VALUE);
        watcher.join();
        System.out.println(clients + " clients: " + load);
        load.errors().stream().distinct().limit(5).forEach(System.out::println);
    }

    private static void watch(TestServer server, int seconds) {
        try {
            for (int i = 1; i <= SAMPLES; i++) {
                Thread.sleep(seconds * 1000L / SAMPLES);
                System.out.printf(
                        "%4d s: resident %.0f MB, sessions %.0f MB, pointers %.0f, descriptors %.0f, active %.0f, queued %.0f%n",
                        seconds * i / SAMPLES,
                        server.metric("qwenvl_process_resident_bytes") / 1e6,
                        server.metric("qwenvl_session_memory_bytes") / 1e6,
                        server.metric("qwenvl_native_blocks"),
                        server.metric("process_files_open_files"),
                        server.metric("qwenvl_active_answers"),
                        server.metric("qwenvl_queued_answers"));
            }
        } catch (Exception e) {
            throw new IllegalStateException("watching the server", e);
        }
    }

    private static void ratio(TestServer server) throws Exception {
        LoadRun one = new LoadRun(server.url(""), questions());
        one.run(1, Long.MAX_VALUE, 8);
        LoadRun four = new LoadRun(server.url(""), questions());
        four.run(4, Long.MAX_VALUE, 8);
        System.out.println("1 client:  " + one);
        System.out.println("4 clients: " + four);
        System.out.printf("batched against one by one: %.2f%n", four.tokensPerSecond() / one.tokensPerSecond());
    }

    /** Eight questions of text and one with a picture; repetition is rewarded, so that all answers have one length. */
    static List<String> questions() throws Exception {
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            questions.add(question("\"question number " + i + ", asked again and again\""));
        }
        questions.add(question("[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + TestServer.dataUrl("tiny-3x5.png")
                + "\"}},{\"type\":\"text\",\"text\":\"What is this?\"}]"));
        return questions;
    }

    private static String question(String content) {
        return "{\"model\":\"tiny-vl\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"temperature\":0,"
                + "\"frequency_penalty\":-2,\"max_tokens\":" + TOKENS + ",\"messages\":[{\"role\":\"user\",\"content\":"
                + content + "}]}";
    }
}
