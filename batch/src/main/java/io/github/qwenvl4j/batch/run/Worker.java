package io.github.qwenvl4j.batch.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.batch.LabelRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The end of the process that labels at the pipes to the one that watches it ({@link Supervisor}): the first line that it is told are
 * the {@link Precautions}; when the pipe closes it is to stop.
 */
public final class Worker implements RunEvents, BooleanSupplier {

    private final PrintStream told;
    private final Precautions precautions;
    private volatile boolean stop;

    public Worker(InputStream orders, PrintStream told) {
        this.told = told;
        BufferedReader lines = new BufferedReader(new InputStreamReader(orders, StandardCharsets.UTF_8));
        this.precautions = precautions(lines);
        Thread waiting = new Thread(() -> awaitEnd(lines), "qwenvl-orders");
        waiting.setDaemon(true);
        waiting.start();
    }

    private static Precautions precautions(BufferedReader lines) {
        try {
            String first = lines.readLine();
            return first == null ? Precautions.NONE : new ObjectMapper().readValue(first, Precautions.class);
        } catch (JsonProcessingException e) {
            throw new QwenVlException(Kind.ARGUMENT, "--worker is for the process that qwenvl batch starts", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the pipe of orders", e);
        }
    }

    private void awaitEnd(BufferedReader lines) {
        try {
            while (lines.readLine() != null) {
                // nothing is said after the first line
            }
        } catch (IOException e) {
            // a broken pipe is closed as well
        }
        stop = true;
    }

    public Precautions precautions() {
        return precautions;
    }

    /** Ends the run after what is under way. */
    public void stop() {
        stop = true;
    }

    @Override
    public boolean getAsBoolean() {
        return stop;
    }

    @Override
    public void begin(String source) {
        tell(WorkerMessage.begun(source));
    }

    @Override
    public void end(String source, List<LabelRow> rows) {
        Map<String, Integer> errors = new TreeMap<>();
        rows.forEach(row -> row.failure().ifPresent(failure -> errors.merge(failure.kind(), 1, Integer::sum)));
        tell(WorkerMessage.ended(source, rows.size(), errors));
    }

    /** One write, so that the line is in the pipe even if the process dies at once. */
    private void tell(WorkerMessage message) {
        byte[] line = (message.line() + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (told) {
            told.write(line, 0, line.length);
            told.flush();
        }
    }
}
