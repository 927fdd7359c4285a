package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.train.parallel.Member;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How many processes train together, and where they meet. */
final class ProcessOptions {

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "Processes of this machine that train together; each computes every N-th batch of an update.")
    private Integer processes;

    @Option(
            names = "--world",
            paramLabel = "N",
            description = "Processes that train together, each started with its --rank, on any machine.")
    private Integer world;

    @Option(names = "--rank", paramLabel = "K", description = "This process, counted from 0; 0 writes the folder.")
    private Integer rank;

    @Option(
            names = "--store",
            paramLabel = "HOST:PORT",
            description = "Where the processes of --world meet: an address of the machine of rank 0.")
    private String store;

    /** A process that another has started has this, in addition to the options of the other. */
    @Option(names = MemberProcess.OPTION, hidden = true)
    private String member;

    /** The place of this process, if it has been started to train. */
    Member member() {
        return member == null ? Member.ALONE : Member.parse(member);
    }

    boolean isMember() {
        return member != null;
    }

    /** Whether this process only starts others and watches them. */
    boolean startsOthers() {
        if (isMember()) {
            return false;
        }
        long given = Stream.of(world, rank, store).filter(Objects::nonNull).count();
        if (given > 0 && processes != null) {
            throw new QwenVlException("--processes and --rank contradict each other: give only one");
        }
        if (given > 0 && given < 3) {
            throw new QwenVlException(
                    "--rank, --world and --store HOST:PORT, for a process of several, belong together:"
                            + " give all three (the rank of an adapter is --adapter-rank)");
        }
        if (processes != null && processes < 1) {
            throw new QwenVlException("--processes is " + processes + ", but must be at least 1");
        }
        return given > 0 || processes != null && processes > 1;
    }

    /** The processes of {@code --processes}, or that of {@code --rank}. */
    ProcessTeam team() {
        if (processes != null) {
            return ProcessTeam.ofThisMachine(processes);
        }
        int colon = store.lastIndexOf(':');
        if (colon < 1 || !store.substring(colon + 1).matches("\\d{1,5}")) {
            throw new QwenVlException("--store is '" + store + "', but must be HOST:PORT");
        }
        int port = Integer.parseInt(store.substring(colon + 1));
        if (port < 1 || port > 65_535) {
            throw new QwenVlException("--store is '" + store + "', but a port is between 1 and 65535");
        }
        return ProcessTeam.ofOne(new Member(rank, world, store.substring(0, colon), port));
    }
}
