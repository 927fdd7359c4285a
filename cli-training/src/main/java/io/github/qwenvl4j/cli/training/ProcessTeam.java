package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.io.StopRequest;
import io.github.qwenvl4j.train.parallel.MeetingPoint;
import io.github.qwenvl4j.train.parallel.Member;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Processes of this machine that train together. This process only starts them, passes on what they print, and ends those that are
 * left when one has failed.
 */
final class ProcessTeam implements AutoCloseable {

    private static final int SECONDS_TO_END = 20; // they hear of a failure at once

    private final List<Member> members;
    private final Optional<MeetingPoint> meeting;
    private final List<MemberProcess> running = new CopyOnWriteArrayList<>();

    private ProcessTeam(List<Member> members, Optional<MeetingPoint> meeting) {
        this.members = members;
        this.meeting = meeting;
    }

    static ProcessTeam ofThisMachine(int size) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        MeetingPoint point = MeetingPoint.open(new InetSocketAddress(loopback, 0), size);
        List<Member> members = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            members.add(new Member(rank, size, loopback.getHostAddress(), point.port()));
        }
        return new ProcessTeam(members, Optional.of(point));
    }

    /** The others run elsewhere; they meet where the first one runs. */
    static ProcessTeam ofOne(Member member) {
        Optional<MeetingPoint> point = member.isFirst()
                ? Optional.of(MeetingPoint.open(new InetSocketAddress(member.host(), member.port()), member.size()))
                : Optional.empty();
        return new ProcessTeam(List.of(member), point);
    }

    /**
     * Runs until all have ended.
     *
     * @param spec of the command that is run once more in each process
     * @return the exit code
     */
    int run(CommandSpec spec) {
        try (StopRequest stop = new StopRequest(() -> running.forEach(MemberProcess::stop))) {
            begin(members.get(0), spec);
            if (members.size() == 1 || firstIsReady()) {
                members.stream().skip(1).forEach(member -> begin(member, spec));
            }
            awaitAll();
            running.forEach(process -> process.tellIfKilled(spec.commandLine().getErr()));
            boolean well = running.stream().allMatch(MemberProcess::endedWell);
            return stop.getAsBoolean() ? StopRequest.EXIT_CODE : well ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private void begin(Member member, CommandSpec spec) {
        running.add(MemberProcess.start(member, members.size(), spec));
    }

    /** The first checks data and settings for all, so that what is wrong is said once. */
    private boolean firstIsReady() {
        CompletableFuture<Void> ready = meeting.orElseThrow().firstIsHere();
        CompletableFuture.anyOf(ready, running.get(0).end()).join();
        return ready.isDone();
    }

    private void awaitAll() {
        CompletableFuture<MemberProcess> failed = new CompletableFuture<>();
        running.forEach(each -> each.end().thenRun(() -> {
            if (!each.endedWell()) {
                failed.complete(each);
            }
        }));
        CompletableFuture<Void> all =
                CompletableFuture.allOf(running.stream().map(MemberProcess::end).toArray(CompletableFuture[]::new));
        CompletableFuture.anyOf(all, failed).join();
        CompletableFuture<Void> rest =
                failed.isDone() ? all.completeOnTimeout(null, SECONDS_TO_END, TimeUnit.SECONDS) : all;
        rest.join();
    }

    @Override
    public void close() {
        running.forEach(MemberProcess::close);
        meeting.ifPresent(MeetingPoint::close);
    }
}
