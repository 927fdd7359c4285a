package io.github.qwenvl4j.hub;

/** Follows a download, on the downloading thread. */
public interface PullProgress {

    /** Before the first byte: what is still to be fetched. */
    void begin(int files, long bytes);

    /** A file is being fetched. */
    void file(String path);

    /** More bytes have come. */
    void received(long bytes);

    /** Ignores it all. */
    static PullProgress none() {
        return new PullProgress() {
            @Override
            public void begin(int files, long bytes) {
                // nobody watches
            }

            @Override
            public void file(String path) {
                // nobody watches
            }

            @Override
            public void received(long bytes) {
                // nobody watches
            }
        };
    }
}
