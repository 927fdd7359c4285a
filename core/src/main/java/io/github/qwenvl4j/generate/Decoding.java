package io.github.qwenvl4j.generate;

import io.github.qwenvl4j.model.Session;

/** The way of one answer from token to token. One per answer; not thread-safe. */
interface Decoding extends AutoCloseable {

    /** The logits {@code [V]} that follow {@code id}, which comes after all ids given before. */
    float[] after(int id);

    /** Leaves the session with the rows of the ids given, and no others. */
    @Override
    void close();

    /** One row at a time. */
    record Plain(Decoder decoder, Session session) implements Decoding {

        @Override
        public float[] after(int id) {
            return decoder.decode(session, id)[0];
        }

        @Override
        public void close() {
            // no other rows were computed
        }
    }
}
