package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Downloads the files of a listing into a store. */
record Pull(HubClient client, Store store, PullProgress progress, Pause pause) {

    private static final long SPARE = 64L << 20;

    /** Downloads missing files; returns the folder of the complete model. */
    Path run(Listing listing) {
        try {
            List<RemoteFile> missing = new ArrayList<>();
            long bytes = 0;
            for (RemoteFile file : listing.files()) {
                if (!store.has(file)) {
                    missing.add(file);
                    bytes += remaining(file);
                }
            }
            requireSpace(bytes);
            progress.begin(missing.size(), bytes);
            for (RemoteFile file : missing) {
                fetch(file);
            }
            store.complete();
            return store.folder();
        } catch (IOException e) {
            throw FileProblem.writing(store.folder(), e);
        }
    }

    private void fetch(RemoteFile file) throws IOException {
        progress.file(file.path());
        try (HeldLock lock = HeldLock.on(store.lock(file))) {
            if (store.has(file)) {
                return; // another process or thread downloaded it in the meantime
            }
            if (!store.hasContent(file)) {
                new FileDownload(client, file, store.content(file), progress).run(pause);
            }
            store.publish(file);
        }
    }

    private long remaining(RemoteFile file) throws IOException {
        if (store.hasContent(file)) {
            return 0;
        }
        Path incomplete = FileDownload.incomplete(store.content(file));
        return Files.exists(incomplete) ? Math.max(0, file.size() - Files.size(incomplete)) : file.size();
    }

    private void requireSpace(long bytes) throws IOException {
        Path existing = store.folder().toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        long free = Files.getFileStore(existing).getUsableSpace();
        if (bytes > 0 && free - SPARE < bytes) {
            throw new QwenVlException(
                    "%s: %.1f GB are needed and %.1f GB are free".formatted(existing, bytes / 1e9, free / 1e9));
        }
    }
}
