package io.github.qwenvl4j.cli.batch;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.output.RowFile;
import io.github.qwenvl4j.cli.io.SameCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Model.CommandSpec;

/** The process that labels: this command once more, in a JVM like this one. */
final class WorkerProcess {

    private static final int TRIES = 240;
    private static final long PAUSE = 500;

    private WorkerProcess() {}

    /** @param out beside which the JVM leaves its report when it crashes */
    static List<String> command(CommandSpec spec, Path out) {
        List<String> jvm =
                List.of("-XX:+ExitOnOutOfMemoryError", "-XX:ErrorFile=" + out.toAbsolutePath() + ".crash-%p.log");
        return SameCommand.of(spec, jvm, "--worker");
    }

    /** Asks a process to complete what is under way; one that was asked before is ended. */
    static synchronized void stop(Process process) {
        if (process == null) {
            return;
        }
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
    }

    /** Waits while a process that was left alone completes what it had under way. */
    static RowFile open(Path out, BooleanSupplier stop, PrintWriter err) {
        for (int tried = 1; ; tried++) {
            try {
                return RowFile.open(out);
            } catch (QwenVlException e) {
                if (tried == TRIES
                        || stop.getAsBoolean()
                        || !e.getMessage().endsWith("another process is writing it")) {
                    throw e;
                }
                if (tried == 1) {
                    err.println(e.getMessage() + "; waiting " + TRIES * PAUSE / 1000 + " s for it to end");
                    err.flush();
                }
                sleep();
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QwenVlException(QwenVlException.Kind.CANCELLED, "interrupted", e);
        }
    }
}
