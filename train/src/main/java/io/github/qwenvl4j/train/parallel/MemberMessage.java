package io.github.qwenvl4j.train.parallel;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;

/** What a process and the {@link MeetingPoint} tell each other. */
sealed interface MemberMessage {

    /** A process is here. */
    record Hello(int rank, int size, int storePort) implements MemberMessage {}

    /** All are here; the first one keeps its store at this port of its host. */
    record Begin(int storePort) implements MemberMessage {}

    /** A process has ended before the work was done. */
    record Ended(String reason) implements MemberMessage {}

    /** The process has done its work. */
    record Done() implements MemberMessage {}

    /** The first bytes of a process that belongs here. */
    int MAGIC = 0x5176_3401;

    int LONGEST = 2000;

    default void write(DataOutputStream out) throws IOException {
        if (this instanceof Hello hello) {
            out.writeInt(MAGIC);
            out.writeInt(hello.rank);
            out.writeInt(hello.size);
            out.writeInt(hello.storePort);
        } else if (this instanceof Begin begin) {
            out.writeByte('B');
            out.writeInt(begin.storePort);
        } else if (this instanceof Ended ended) {
            out.writeByte('E');
            out.writeUTF(ended.reason.substring(0, Math.min(LONGEST, ended.reason.length())));
        } else {
            out.writeByte('D');
        }
        out.flush();
    }

    static Hello readHello(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new StreamCorruptedException("not a process of a training run");
        }
        return new Hello(in.readInt(), in.readInt(), in.readInt());
    }

    static MemberMessage read(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case 'B' -> new Begin(in.readInt());
            case 'E' -> new Ended(in.readUTF());
            case 'D' -> new Done();
            default -> throw new StreamCorruptedException("not a message of a training run");
        };
    }
}
