package io.github.qwenvl4j.hub;

/** Listens to the progress of a download, on the downloading thread. */
public interface PullProgress {

    /** Called before the first byte with the files that are missing. */
    void begin(int files, long bytes);

    /** Called when the download of a file starts. */
    void file(String path);

    /** Called when more bytes have arrived. */
    void received(long bytes);

    /** A listener that does nothing. */
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
