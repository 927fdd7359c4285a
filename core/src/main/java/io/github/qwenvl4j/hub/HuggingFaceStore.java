package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A model in the shared cache of all Hugging Face tools: {@code blobs/CHECKSUM} holds the contents,
 * {@code snapshots/COMMIT/PATH} links to them, {@code refs/REVISION} names the commit. Without symbolic links the
 * snapshot contains the files themselves.
 *
 * @param repository {@code models--organisation--model} in the cache
 */
record HuggingFaceStore(Path repository, String revision, String commit, boolean symlinks) implements Store {

    private static final String COMMIT = "[0-9a-f]{40}";

    static HuggingFaceStore of(HubSettings settings, ModelName name, String revision, String commit) {
        return new HuggingFaceStore(repository(settings, name), revision, commit, settings.symlinks());
    }

    /** The snapshot that a revision stands for, if it is here; complete or not. */
    static Optional<Path> find(HubSettings settings, ModelName name, String revision) {
        Path repository = repository(settings, name);
        return commit(repository, revision)
                .map(commit -> repository.resolve("snapshots").resolve(commit))
                .filter(Files::isDirectory);
    }

    private static Path repository(HubSettings settings, ModelName name) {
        return settings.cache().resolve("models--" + name.organisation() + "--" + name.model());
    }

    private static Optional<String> commit(Path repository, String revision) {
        if (revision.matches(COMMIT)) {
            return Optional.of(revision);
        }
        Path ref = ref(repository, revision);
        try {
            return Files.isRegularFile(ref)
                    ? Optional.of(Files.readString(ref).strip()).filter(commit -> commit.matches(COMMIT))
                    : Optional.empty();
        } catch (IOException e) {
            throw FileProblem.reading(ref, e);
        }
    }

    private static Path ref(Path repository, String revision) {
        Path refs = repository.resolve("refs");
        Path ref = refs.resolve(revision).normalize();
        if (!ref.startsWith(refs) || ref.equals(refs)) {
            throw new QwenVlException("'" + revision + "' is not a revision");
        }
        return ref;
    }

    @Override
    public Path folder() {
        return repository.resolve("snapshots").resolve(commit);
    }

    @Override
    public boolean has(RemoteFile file) {
        return Files.exists(pointer(file));
    }

    @Override
    public boolean hasContent(RemoteFile file) {
        return Files.exists(content(file));
    }

    @Override
    public Path content(RemoteFile file) {
        return repository.resolve("blobs").resolve(blob(file));
    }

    @Override
    public void publish(RemoteFile file) throws IOException {
        Path pointer = pointer(file);
        Files.createDirectories(pointer.getParent());
        if (Files.exists(pointer, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(pointer); // a link to content that is gone
        }
        if (!symlinks || !linked(pointer, content(file))) {
            Files.move(content(file), pointer, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static boolean linked(Path pointer, Path content) throws IOException {
        try {
            Files.createSymbolicLink(pointer, pointer.getParent().relativize(content));
            return true;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(pointer, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            return false; // no right, or no such thing as links here
        }
    }

    @Override
    public Path lock(RemoteFile file) {
        return repository
                .resolveSibling(".locks")
                .resolve(repository.getFileName())
                .resolve(blob(file) + ".lock");
    }

    @Override
    public void complete() throws IOException {
        if (revision.equals(commit)) {
            return;
        }
        Path ref = ref(repository, revision);
        Files.createDirectories(ref.getParent());
        AtomicFile.write(ref, commit);
    }

    private Path pointer(RemoteFile file) {
        return folder().resolve(file.path());
    }

    private static String blob(RemoteFile file) {
        return file.checksum()
                .orElseThrow(() -> new QwenVlException("the hub lists no checksum for " + file.path()))
                .hex();
    }
}
