package io.github.qwenvl4j.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Plain files in one folder: ModelScope's layout. */
record FlatStore(Path folder) implements Store {

    /** Where ModelScope's own client keeps a model. */
    static FlatStore of(HubSettings settings, ModelName name) {
        return new FlatStore(in(settings.modelScopeCache().resolve("models"), name));
    }

    /** Where a model may lie; older clients had no {@code models} folder. */
    static Stream<Path> candidates(HubSettings settings, ModelName name) {
        return Stream.of(of(settings, name).folder(), in(settings.modelScopeCache(), name));
    }

    private static Path in(Path folder, ModelName name) {
        return folder.resolve(name.organisation()).resolve(name.model().replace(".", "___"));
    }

    /** The folder has room for one revision, so a file of the same name may be another one. */
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
