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

/** A file that a command will write; checked before the work starts. */
public record OutputFile(Path path) {

    /**
     * @param inputs addresses that the command reads, which must not be overwritten, not even through a link
     * @throws QwenVlException with the reason if it cannot be written
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

    /** Checks that the path is a folder or can be created as one. */
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

    /** Permissions do not tell whether the file system is full or read-only, so this creates a temporary file. */
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
            return false; // a web address
        } catch (IOException e) {
            throw FileProblem.reading(path, e);
        }
    }
}
