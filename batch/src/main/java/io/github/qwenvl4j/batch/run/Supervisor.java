package io.github.qwenvl4j.batch.run;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs the work in a process of its own and starts it again when it dies. Those pictures that were under way are then looked at
 * one at a time; one that ends the process twice while it is alone is not looked at any more.
 *
 * @param command starts a process that labels, with a {@link Worker}
 * @param progress is told of rows
 */
public record Supervisor(List<String> command, RunProgress progress) {

    /** The process ended by itself, all work done. */
    public static final int DONE = 0;

    /** It was stopped, or a signal asked it to stop. */
    public static final int STOPPED = 130;

    /** It said in a line why it cannot work. */
    public static final int REFUSED = 1;

    private static final int MISUSED = 2;
    private static final int TRIES_ALONE = 2;
    private static final String OUT_OF_MEMORY = "java.lang.OutOfMemoryError"; // -XX:+ExitOnOutOfMemoryError prints it
    private static final int SIGNAL = 128;

    /** A process and what it has under way. */
    private record Life(int exitCode, Set<String> underWay, boolean progressed, boolean outOfMemory) {}

    /**
     * Runs until the work is done or cannot be done.
     *
     * @param running is told the process each time, so that it can be asked to stop
     * @return exit code of the last process
     */
    public int run(AtomicReference<Process> running) {
        Set<String> alone = new LinkedHashSet<>();
        Map<String, Integer> deaths = new HashMap<>();
        Map<String, String> refused = new HashMap<>();
        while (true) {
            Life life = live(new Precautions(alone, refused), running);
            if (Set.of(DONE, STOPPED, REFUSED, MISUSED).contains(life.exitCode)) {
                return life.exitCode;
            }
            String how = life.outOfMemory ? "out of memory" : reason(life.exitCode);
            if (life.underWay.isEmpty() && !life.progressed) {
                throw new QwenVlException(
                        Kind.CLOSED, "the process that labels ended before its first picture: " + how);
            }
            if (life.underWay.size() == 1) {
                String source = life.underWay.iterator().next();
                if (refused.containsKey(source)) {
                    throw new QwenVlException(
                            Kind.CLOSED, source + ": ends the process though it is not looked at: " + how);
                }
                if (alone.contains(source) && deaths.merge(source, 1, Integer::sum) >= TRIES_ALONE) {
                    refused.put(source, "the process ended twice while this picture alone was computed: " + how);
                }
            }
            progress.died(how, life.underWay);
            alone.addAll(life.underWay);
        }
    }

    private Life live(Precautions precautions, AtomicReference<Process> running) {
        Set<String> underWay = new HashSet<>();
        boolean[] progressed = {false};
        boolean outOfMemory = false;
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            running.set(process);
            tell(process, precautions);
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    // The exit code does not tell: native code that is computing may crash while the process ends.
                    outOfMemory |= line.contains(OUT_OF_MEMORY);
                    WorkerMessage.of(line).ifPresent(message -> {
                        progressed[0] |= message.end() != null;
                        take(message, underWay);
                    });
                }
            }
            return new Life(process.waitFor(), underWay, progressed[0], outOfMemory);
        } catch (IOException e) {
            throw new QwenVlException(Kind.FILE, "the process that labels cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QwenVlException(Kind.CANCELLED, "interrupted", e);
        }
    }

    private static void tell(Process process, Precautions precautions) {
        try {
            process.getOutputStream().write((WorkerMessage.json(precautions) + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // a process that has ended reads nothing; its exit code tells why
        }
    }

    private void take(WorkerMessage message, Set<String> underWay) {
        if (message.begin() != null) {
            underWay.add(message.begin());
        }
        if (message.end() != null) {
            underWay.remove(message.end());
            progress.done(message.rows(), message.errors());
        }
    }

    private static String reason(int exitCode) {
        return switch (exitCode) {
            case SIGNAL + 6, SIGNAL + 11 -> "native crash (signal " + (exitCode - SIGNAL) + ")";
            case SIGNAL + 9 -> "killed (signal 9), perhaps for want of memory";
            default -> exitCode > SIGNAL ? "signal " + (exitCode - SIGNAL) : "exit code " + exitCode;
        };
    }
}
