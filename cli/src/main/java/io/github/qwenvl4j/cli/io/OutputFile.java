package io.github.qwenvl4j.cli.io;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** What a command will write: looked at before the work whose result it shall hold. */
public record OutputFile(Path path) {

    /**
     * @param inputs addresses of what the command reads, which must not be replaced, also not through a link
     * @throws QwenVlException saying why it cannot be written
     */
    public void requireWritable(List<String> inputs) {
        AtomicFile.requireWritable(path);
        if (!Files.exists(path)) {
            tryFolder(path.toAbsolutePath().getParent());
        }
        for (String input : inputs) {
            if (isSame(input)) {
                throw new QwenVlException(
                        Kind.FILE,
                        path + ": cannot be written: it is an input (" + input + "), which is never replaced");
            }
        }
    }

    /** The path as a folder that is made where it is missing: looks at the nearest one that exists. */
    public void requireFolderPossible() {
        Path place = path.toAbsolutePath().normalize();
        while (!Files.exists(place)) {
            place = place.getParent();
        }
        if (!Files.isDirectory(place)) {
            throw new QwenVlException(Kind.FILE, path + ": cannot be written: " + place + " is not a folder");
        }
        tryFolder(place);
    }

    /** What permissions say is not the whole truth: file systems are full or read-only. */
    private void tryFolder(Path folder) {
        try {
            Files.delete(Files.createTempFile(folder, ".qwenvl", ".tmp"));
        } catch (IOException e) {
            throw FileProblem.writing(path, e);
        }
    }

    private boolean isSame(String input) {
        try {
            Path file = Path.of(input);
            return Files.exists(path) && Files.exists(file) && Files.isSameFile(path, file);
        } catch (InvalidPathException e) {
            return false; // an address
        } catch (IOException e) {
            throw FileProblem.reading(path, e);
        }
    }
}
