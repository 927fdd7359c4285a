package io.github.qwenvl4j.train.sample;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pictures that texts and fields name.
 *
 * @param folder base of relative paths
 */
record PicturePaths(Path folder) {

    private static final Pattern NAMED = Pattern.compile("<img>(.*?)</img>", Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*", Pattern.DOTALL);
    private static final int LONGEST =
            254; // bytes; the published layout has 256 places, and the model needs two of them

    /** The path or URL of a picture. */
    String resolved(String source) {
        if (source.isBlank()) {
            throw new QwenVlException("the name of a picture is empty");
        }
        try {
            return SCHEME.matcher(source).matches()
                    ? source
                    : folder.resolve(source).normalize().toString();
        } catch (InvalidPathException e) {
            throw new QwenVlException("the name of a picture is not a valid path", e);
        }
    }

    /** A text in which every picture is named by its path. */
    String withPaths(String text) {
        return NAMED.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(RawPrompt.picture(resolved(requireShort(found.group(1))))));
    }

    private static String requireShort(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST) {
            throw new QwenVlException("the name of a picture between <img> and </img> has " + bytes
                    + " bytes, but the published layout has room for " + LONGEST);
        }
        return name;
    }

    /** What stands between {@code <img>} and {@code </img>}, in order. */
    static List<String> in(String text) {
        List<String> named = new ArrayList<>();
        Matcher matcher = NAMED.matcher(text);
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        return named;
    }
}
