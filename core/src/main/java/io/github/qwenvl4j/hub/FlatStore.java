package io.github.qwenvl4j.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder of plain files: ModelScope's layout. */
record FlatStore(Path folder) implements Store {

    /** The folder in which ModelScope's own client stores a model. */
    static FlatStore of(HubSettings settings, ModelName name) {
        return new FlatStore(in(settings.modelScopeCache().resolve("models"), name));
    }

    /** The possible folders of a model; older clients had no {@code models} folder. */
    static Stream<Path> candidates(HubSettings settings, ModelName name) {
        return Stream.of(of(settings, name).folder(), in(settings.modelScopeCache(), name));
    }

    private static Path in(Path folder, ModelName name) {
        return folder.resolve(name.organisation()).resolve(name.model().replace(".", "___"));
    }

    /** The folder holds one revision, so a file of the same name may belong to another revision. */
    @Override
    public boolean has(RemoteFile file) throws IOException {
        Path content = content(file);
        return Files.exists(content)
                && Files.size(content) == file.size()
                && (file.checksum().isEmpty() || file.checksum().get().matches(content));
    }

    @Override
    public boolean hasContent(RemoteFile file) throws IOException {
        return has(file);
    }

    @Override
    public Path content(RemoteFile file) {
        return folder.resolve(file.path());
    }

    @Override
    public void publish(RemoteFile file) {
        // it is where it belongs
    }

    @Override
    public Path lock(RemoteFile file) {
        return folder.resolve(".locks").resolve(file.path() + ".lock");
    }

    @Override
    public void complete() {
        // nothing refers to it
    }
}
