package io.github.qwenvl4j.cli.picture;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pictures in a line: paths that a terminal inserts when files are dropped on it, and paths and addresses that a
 * person types or pastes, quoted, escaped with backslashes, with spaces, or as {@code file:} URLs. A word that starts
 * like a path or an address and ends like a picture is a picture, even if it does not exist, so that a typing error is
 * reported instead of becoming part of the question. Of paths with spaces the longest one that exists is taken. A name
 * without a folder is a picture if the file exists.
 *
 * @param rest the remaining text
 */
public record TypedPictures(List<String> pictures, String rest) {

    private static final String ENDINGS =
            "png|jpe?g|jpe|jfif|webp|gif|bmp|dib|hei[cf]|avif|tiff?|pdf|svg|psd|ico|jxl|jp2"
                    + "|p[pgbn]m|tga|dng|cr2|nef|arw";
    /** Text may follow a name, in Chinese without a space. */
    private static final String ENDED = "\\.(?i:" + ENDINGS + ")(?=$|[^A-Za-z0-9_./\\\\-]|\\.(?:\\s|$))";

    private static final Pattern END = Pattern.compile(ENDED);

    private static final String PATH = "(?:/|~/|\\.{1,2}/|[A-Za-z]:[\\\\/]|(?i:file):)(?=[^\\s/])";
    private static final Pattern LIKE_PATH = Pattern.compile(PATH);
    private static final Pattern LIKE_ADDRESS = Pattern.compile("(?i)https?://[^\\s?#]*");
    private static final Pattern BELOW_FOLDER = Pattern.compile("[\\x21-\\x7e&&[^'\"/\\\\]]+/\\S*");
    /** Quoted words, starts of words, and starts of paths, which in Chinese may follow without a space. */
    private static final Pattern START = Pattern.compile(
            "(?<![^\\s(\\[<])(?:'([^'\\n]+)'|\"([^\"\\n]+)\"|(?=\\S))|(?<![A-Za-z0-9_./\\\\:~-])(?=" + PATH + ")");

    /** A word that could be a file's name, with its ending: {@code dog.png}, not {@code .png}. */
    private static final Pattern BARE_NAME =
            Pattern.compile("(?<![^\\s(\\[<'\"])[^\\s/\\\\'\"()\\[\\]<>?=&:]+" + ENDED);

    private static final int LONGEST_PATH = 4096;

    /** A picture in a line, and the end of its text. */
    private record Found(String picture, int end) {}

    public static TypedPictures in(String line) {
        if (LIKE_PATH.matcher(line).lookingAt()) {
            Optional<String> file = existing(line.strip()); // dropped on its own: with any ending
            if (file.isPresent()) {
                return new TypedPictures(List.of(file.get()), "");
            }
        }
        List<String> pictures = new ArrayList<>();
        StringBuilder rest = new StringBuilder();
        Matcher start = START.matcher(line);
        int done = 0;
        int from = 0;
        while (from <= line.length() && start.find(from)) {
            Optional<Found> found = found(line, start);
            if (found.isPresent()) {
                pictures.add(found.get().picture());
                rest.append(line, done, start.start());
                done = found.get().end();
            }
            from = Math.max(found.map(Found::end).orElse(0), Math.max(start.end(), start.start() + 1));
        }
        return new TypedPictures(
                List.copyOf(pictures),
                rest.append(line.substring(done)).toString().strip());
    }

    /**
     * Names like those of pictures that remain text, because no such file exists and a question may be about a name. Whoever mistyped
     * one should learn that it is no picture.
     */
    public List<String> namesOfNoFile() {
        return BARE_NAME.matcher(rest).results().map(MatchResult::group).toList();
    }

    /** The picture that the whole argument names, if any. */
    public static Optional<String> named(String argument) {
        TypedPictures typed = in(argument.strip());
        return typed.rest.isEmpty() ? typed.pictures.stream().findFirst() : Optional.empty();
    }

    private static Optional<Found> found(String line, Matcher start) {
        String quoted = start.group(1) != null ? start.group(1) : start.group(2);
        if (quoted != null) {
            boolean picture = endsLikePicture(quoted)
                    && (existing(quoted).isPresent()
                            || LIKE_PATH.matcher(quoted).lookingAt());
            return picture ? Optional.of(new Found(local(quoted).orElse(quoted), start.end())) : Optional.empty();
        }
        int begin = start.start();
        int stop = line.indexOf('\n', begin) < 0 ? line.length() : line.indexOf('\n', begin);
        return longestExisting(line, begin, stop).or(() -> missing(line, begin, stop));
    }

    private static Optional<Found> longestExisting(String line, int begin, int stop) {
        List<Integer> ends = END.matcher(line)
                .results()
                .map(end -> end.end())
                .filter(end -> end > begin && end <= stop && end - begin <= LONGEST_PATH)
                .toList();
        for (int i = ends.size() - 1; i >= 0; i--) {
            int end = ends.get(i);
            Optional<String> file = existing(line.substring(begin, end));
            if (file.isPresent()) {
                return Optional.of(new Found(file.get(), end));
            }
        }
        return Optional.empty();
    }

    private static Optional<Found> missing(String line, int begin, int stop) {
        int limit;
        Matcher path = LIKE_PATH.matcher(line).region(begin, stop);
        Matcher address = LIKE_ADDRESS.matcher(line).region(begin, stop);
        Matcher below = BELOW_FOLDER.matcher(line).region(begin, stop);
        if (address.lookingAt()) {
            return endsLikePicture(address.group().replaceFirst("[.,:;!)\\]>]+$", ""))
                    ? Optional.of(word(line, begin, stop))
                    : Optional.empty();
        } else if (path.lookingAt()) {
            Matcher next = START.matcher(line).region(begin + 1, stop).useTransparentBounds(true);
            limit = nextPath(line, next, stop);
        } else if (below.lookingAt()) {
            limit = below.end();
        } else {
            return Optional.empty();
        }
        Matcher end = END.matcher(line)
                .region(begin, limit)
                .useTransparentBounds(true)
                .useAnchoringBounds(false);
        return end.find()
                ? Optional.of(new Found(
                        local(unescaped(line.substring(begin, end.end()))).orElse(line.substring(begin, end.end())),
                        end.end()))
                : Optional.empty();
    }

    /** A path with spaces does not extend into the next path. */
    private static int nextPath(String line, Matcher next, int stop) {
        while (next.find()) {
            if (LIKE_PATH.matcher(line).region(next.start(), stop).lookingAt()) {
                return next.start();
            }
        }
        return stop;
    }

    private static Found word(String line, int begin, int stop) {
        String word = line.substring(begin, stop).split("\\s", 2)[0].replaceFirst("[.,:;!)\\]>]+$", "");
        return new Found(word, begin + word.length());
    }

    private static boolean endsLikePicture(String name) {
        Matcher end = END.matcher(name);
        boolean ends = false;
        while (end.find()) {
            ends = end.end() == name.length();
        }
        return ends;
    }

    /** The path in the argument of a command: resolves quotes, escapes, {@code file://} and {@code ~}. */
    public static String path(String text) {
        boolean quoted = text.matches("'[^']+'|\"[^\"]+\"");
        String plain = quoted ? text.substring(1, text.length() - 1) : text;
        return existing(plain)
                .or(() -> local(quoted ? plain : unescaped(plain)))
                .orElse(plain);
    }

    /** The absolute path of a file, which stays valid in a saved conversation; anything else unchanged. */
    public static String address(String source) {
        return existing(source)
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .orElse(source);
    }

    private static Optional<String> existing(String spelling) {
        return Stream.of(unescaped(spelling), spelling)
                .flatMap(path -> local(path).stream())
                .filter(path -> Files.isRegularFile(Path.of(path)))
                .findFirst();
    }

    private static String unescaped(String spelling) {
        return spelling.replaceAll("\\\\([^A-Za-z0-9])", "$1"); // not of C:\\temp
    }

    private static Optional<String> local(String word) {
        try {
            if (word.regionMatches(true, 0, "file:", 0, 5)) {
                return Optional.of(Path.of(URI.create(word)).toString());
            }
            String home = System.getProperty("user.home");
            String path = word.startsWith("~/") ? home + word.substring(1) : word;
            Path.of(path); // throws for text that cannot be a path
            return Optional.of(path);
        } catch (InvalidPathException e) {
            return Optional.empty(); // words, not a path
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a file: URL of another machine
        }
    }
}
