package io.github.qwenvl4j.batch.source;

import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The picture files of a folder and those below it, by their names' endings, in the order of their paths. */
record FolderItems(Path folder) implements ItemSource {

    private static final Pattern PICTURE = Pattern.compile(".*\\.(png|jpe?g|jpe|jfif|webp|gif|bmp|dib|pdf)");

    static boolean isPicture(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".")
                && PICTURE.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    @Override
    public Stream<LabelItem> items() {
        return files(folder)
                .map(file -> LabelItem.at(folder.relativize(file).toString().replace('\\', '/'), file.toString()));
    }

    /** Folder by folder, so that not all paths are in memory. */
    private static Stream<Path> files(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList().stream()
                    .flatMap(entry -> Files.isDirectory(entry)
                            ? files(entry)
                            : Stream.of(entry).filter(FolderItems::isPicture));
        } catch (IOException e) {
            throw FileProblem.reading(folder, e);
        }
    }
}
