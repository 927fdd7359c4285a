package io.github.qwenvl4j.cli.run;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.task.Task;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a task on the command line, such as {@code find:the dog}. */
final class TaskConverter implements ITypeConverter<Task> {

    @Override
    public Task convert(String value) {
        try {
            return Task.parse(value);
        } catch (QwenVlException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
