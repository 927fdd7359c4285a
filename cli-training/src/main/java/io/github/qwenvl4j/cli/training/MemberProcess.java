package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.cli.io.SameCommand;
import io.github.qwenvl4j.cli.io.StopRequest;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.train.parallel.DaemonThread;
import io.github.qwenvl4j.train.parallel.Member;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Model.CommandSpec;

/** A process of a {@link ProcessTeam}: this command once more, in a JVM like this one. */
record MemberProcess(Member member, Process process, CompletableFuture<Void> end) implements AutoCloseable {

    /** Names the place of a process in its team; no option for people. */
    static final String OPTION = "--member";

    private static final String OF_GLOO = "[Gloo]"; // it tells standard output about its connections
    private static final int SIGNAL = 128;

    /** @param beside number of processes of this machine, which share its processors */
    static MemberProcess start(Member member, int beside, CommandSpec spec) {
        ProcessBuilder builder = new ProcessBuilder(SameCommand.of(spec, List.of(), OPTION + "=" + member))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / beside);
        builder.environment().putIfAbsent("OMP_NUM_THREADS", Integer.toString(threads));
        try {
            Process process = builder.start();
            PrintWriter out = spec.commandLine().getOut();
            CompletableFuture<Void> passedOn =
                    CompletableFuture.runAsync(() -> passOn(process, out), new DaemonThread("output"));
            return new MemberProcess(member, process, CompletableFuture.allOf(passedOn, process.onExit()));
        } catch (IOException e) {
            throw new QwenVlException(Kind.FILE, member.name() + " cannot be started: " + FileProblem.reason(e), e);
        }
    }

    private static void passOn(Process process, PrintWriter out) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(OF_GLOO)) {
                    out.println(line);
                    out.flush();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to complete the update that is under way. */
    void stop() {
        process.destroy();
    }

    /** Its work is done, or it was asked to stop. */
    boolean endedWell() {
        return !process.isAlive() && (process.exitValue() == 0 || process.exitValue() == StopRequest.EXIT_CODE);
    }

    /** Any other end it has told itself. */
    void tellIfKilled(PrintWriter err) {
        if (!process.isAlive() && !endedWell() && process.exitValue() > SIGNAL) {
            err.println("qwenvl: " + member.name() + " was ended by signal " + (process.exitValue() - SIGNAL));
            err.flush();
        }
    }

    /** Ends it, if it has not ended. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
