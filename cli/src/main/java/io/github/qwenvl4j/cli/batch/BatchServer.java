package io.github.qwenvl4j.cli.batch;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.batch.output.OpenAiLines;
import io.github.qwenvl4j.cli.io.StopRequest;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.server.chat.RequestLimits;
import io.github.qwenvl4j.server.http.ModelMemory;
import io.github.qwenvl4j.server.http.ModelSource;
import io.github.qwenvl4j.server.http.QwenVlServer;
import io.github.qwenvl4j.server.http.ServerOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Answers a file of OpenAI's batches with a server inside this process, so that a request means what it means there. */
record BatchServer(ModelOption model, OpenOptions options) {

    private static final Duration DAY = Duration.ofDays(1);

    /** @return exit code */
    int answer(Path in, Path out, PrintWriter err) {
        OpenAiBatch.requireValid(in);
        System.setProperty("org.slf4j.simpleLogger.log.io.github.qwenvl4j.server", "warn"); // no line for each request
        int atATime = 2 * options.batch();
        Path directory = model.directory();
        ModelSource source = new ModelSource(model.name(), () -> QwenVl.open(directory, options), 1);
        try (OpenAiLines lines = OpenAiLines.open(out);
                StopRequest stop = new StopRequest();
                QwenVlServer server = QwenVlServer.start(
                        ServerOptions.local(0).withRequests(limits()),
                        List.of(source),
                        ModelMemory.UNBOUNDED,
                        options.images())) {
            server.awaitReady();
            OpenAiBatch batch = new OpenAiBatch("http://127.0.0.1:" + server.port(), lines, atATime);
            batch.run(in, stop);
            int earlier = batch.earlierErrors();
            err.println(batch.answered() + " new responses, " + batch.failed() + " of them errors"
                    + (earlier > 0 ? "; " + earlier + " of before are errors, which are not asked again" : "")
                    + (stop.getAsBoolean() ? "; stopped: the same command goes on" : ""));
            return stop.getAsBoolean() ? StopRequest.EXIT_CODE : batch.failed() + earlier > 0 ? 1 : 0;
        }
    }

    /** Nobody waits for a single answer. */
    private static RequestLimits limits() {
        RequestLimits usual = RequestLimits.DEFAULT;
        return new RequestLimits(
                usual.messages(),
                usual.images(),
                usual.choices(),
                Integer.MAX_VALUE,
                usual.textCharacters(),
                usual.strictFields(),
                usual.arrival(),
                DAY);
    }
}
