package io.github.qwenvl4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileProblemTest {

    static Stream<Arguments> reasons() {
        return Stream.of(
                arguments(new NoSuchFileException("x"), "no such file or folder"),
                arguments(new FileNotFoundException("x (No such file or directory)"), "no such file or folder"),
                arguments(new AccessDeniedException("x"), "permission denied"),
                arguments(new FileNotFoundException("x (Permission denied)"), "permission denied"),
                arguments(new FileAlreadyExistsException("x"), "exists already"),
                arguments(new FileSystemException("x", null, "Is a directory"), "is a folder"),
                arguments(new IOException("Is a directory"), "is a folder"),
                arguments(new FileSystemException("x", null, "Not a directory"), "a part of its path is not a folder"),
                arguments(new FileSystemException("x", null, "Read-only file system"), "the file system is read-only"),
                arguments(new IOException("No space left on device"), "no space left"),
                arguments(new IOException("There is not enough space on the disk"), "no space left"),
                arguments(new FileSystemException("x", null, "File name too long"), "the name is too long"),
                arguments(new MalformedInputException(1), "is not UTF-8 text"),
                arguments(new EOFException(), "ends too early"),
                arguments(new IOException("odd\nand long"), "odd"),
                arguments(new FileSystemException("x"), "input/output error"),
                arguments(new IOException(), "input/output error"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void reasonsArePlainWords(IOException e, String reason) {
        assertThat(FileProblem.reason(e)).isEqualTo(reason);
        assertThat(FileProblem.reading(Path.of("f"), e)).hasMessage("f: cannot be read: " + reason);
        assertThat(FileProblem.writing(Path.of("f"), e)).hasMessage("f: cannot be written: " + reason);
    }
}
