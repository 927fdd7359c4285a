package io.github.qwenvl4j.file;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/** Messages about files and folders that could not be read or written: the name, and the reason in plain language. */
public final class FileProblem {

    private static final Map<Class<? extends IOException>, String> KINDS = Map.of(
            AccessDeniedException.class, "permission denied",
            DirectoryNotEmptyException.class, "is a folder that is not empty",
            FileAlreadyExistsException.class, "exists already",
            FileSystemLoopException.class, "its links run in a circle",
            NotDirectoryException.class, "is not a folder",
            EOFException.class, "ends too early");

    /** Maps messages of operating systems to those of this library. */
    private static final Map<String, String> PHRASES = Map.of(
            "no such file", "no such file or folder",
            "permission denied", "permission denied",
            "no space left", "no space left",
            "not enough space", "no space left",
            "quota exceeded", "no space left (quota exceeded)",
            "is a directory", "is a folder",
            "not a directory", "a part of its path is not a folder",
            "read-only file system", "the file system is read-only",
            "too many levels of symbolic links", "its links run in a circle",
            "file name too long", "the name is too long");

    private FileProblem() {}

    /** {@code FILE: cannot be read: REASON}, of kind {@link Kind#FILE}. */
    public static QwenVlException reading(Path file, IOException e) {
        boolean dangling = e instanceof NoSuchFileException && Files.isSymbolicLink(file);
        String reason = dangling ? "is a link to a file that is not there" : reason(e);
        return new QwenVlException(Kind.FILE, file + ": cannot be read: " + reason, e);
    }

    /** {@code FILE: cannot be written: REASON}, of kind {@link Kind#FILE}; {@code file} may be a folder. */
    public static QwenVlException writing(Path file, IOException e) {
        // When writing, a missing file means that its folder is missing.
        boolean noFolder = e instanceof NoSuchFileException && !Files.exists(folder(file));
        String reason = noFolder ? "no such folder" : reason(e);
        return new QwenVlException(Kind.FILE, file + ": cannot be written: " + reason, e);
    }

    /** The reason for the failure, without the file's name. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException && e.getMessage() == null) {
            return "no such file or folder";
        }
        if (e instanceof CharacterCodingException || e instanceof CharConversionException) {
            return "is not UTF-8 text";
        }
        String kind = KINDS.get(e.getClass());
        return kind == null ? said(e instanceof FileSystemException f ? f.getReason() : e.getMessage()) : kind;
    }

    private static String said(String message) {
        if (message == null || message.isBlank()) {
            return "input/output error";
        }
        String line = message.lines().findFirst().orElse("");
        return PHRASES.entrySet().stream()
                .filter(phrase -> line.toLowerCase(Locale.ROOT).contains(phrase.getKey()))
                .map(Entry::getValue)
                .findFirst()
                .orElse(line);
    }

    static Path folder(Path file) {
        return file.toAbsolutePath().getParent();
    }
}
