package io.github.qwenvl4j.batch.source;

import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The picture files of a folder and those below it, by their names' endings, in the order of their paths. */
record FolderItems(Path folder) implements ItemSource {

    /** Some cannot be read: their rows say what they are, so that they are not missed in silence. */
    private static final Pattern PICTURE = Pattern.compile(
            ".*\\.(png|jpe?g|jpe|jfif|webp|gif|bmp|dib|pdf|hei[cf]|avif|tiff?|jxl|jp2|p[pgbn]m|tga|dng|cr2|nef|arw)");

    private static final Pattern ENDING = Pattern.compile(".*(\\.[^.]{1,10})");

    static boolean isPicture(Path file) {
        return PICTURE.matcher(name(file)).matches();
    }

    private static String name(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public Stream<LabelItem> items() {
        return files().filter(FolderItems::isPicture)
                .map(file -> LabelItem.at(folder.relativize(file).toString().replace('\\', '/'), file.toString()));
    }

    @Override
    public Map<String, Long> leftOut() {
        return files().filter(file -> !isPicture(file))
                .map(FolderItems::ending)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    private static String ending(Path file) {
        Matcher ending = ENDING.matcher(name(file));
        return ending.matches() ? ending.group(1) : "without an ending";
    }

    private Stream<Path> files() {
        return files(folder, Set.of());
    }

    /** Folder by folder, so that not all paths are in memory; without those that a link leads back to. */
    private static Stream<Path> files(Path folder, Set<Path> above) {
        try (Stream<Path> entries = Files.list(folder)) {
            Set<Path> within = new HashSet<>(above);
            if (!within.add(folder.toRealPath())) {
                return Stream.empty();
            }
            return entries.filter(entry -> !entry.getFileName().toString().startsWith(".")).sorted().toList().stream()
                    .flatMap(entry -> Files.isDirectory(entry) ? files(entry, within) : Stream.of(entry));
        } catch (IOException e) {
            throw FileProblem.reading(folder, e);
        }
    }
}
