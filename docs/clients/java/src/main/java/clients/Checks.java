package clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Runs the features of one client and prints a line for each: FEATURE|ok or FAILED|what was seen. */
final class Checks {

    static final String BASE = System.getenv("QWENVL_SERVER"); // http://127.0.0.1:PORT
    static final byte[] PICTURE = picture();
    static final String BASE64 = Base64.getEncoder().encodeToString(PICTURE);
    static final String QUESTION = "Where is the red heart?";
    static final String LONG = "Describe the image with grounding.";
    private static final String EXPECTED = System.getenv("QWENVL_EXPECTED"); // what curl was answered, the picture first


    /** What the model with tools is asked to call; it knows no other cities. */
    static final Map<String, Object> SCHEMA = Map.of(
            "type", "object",
            "properties",
                    Map.of(
                            "city", Map.of("type", "string", "enum", List.of("Paris", "Lima")),
                            "days", Map.of("type", "integer", "minimum", 1, "maximum", 7)),
            "required", List.of("city", "days"),
            "additionalProperties", false);

    private Checks() {}

    /** A call must be of the tool, and its arguments must fit. */
    static String called(String name, String arguments) {
        boolean fits = arguments.matches("\\{(\"city\": \"(Paris|Lima)\"|\"days\": [1-7]|, )*}");
        if (!name.equals("weather") || !fits) {
            throw new AssertionError(name + "(" + arguments + ")");
        }
        return name + "(" + arguments + ")";
    }

    static void toolFeature(String name, Callable<String> check) {
        if (!System.getenv().getOrDefault("QWENVL_TOOLS_MODEL", "").isEmpty()) {
            feature(name, check);
        }
    }

    private static byte[] picture() {
        try {
            return Files.readAllBytes(Path.of(System.getenv("QWENVL_PICTURE")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void feature(String name, Callable<String> check) {
        try {
            System.out.println(name + "|ok|" + check.call());
        } catch (Exception | AssertionError e) {
            System.out.println(name + "|FAILED|" + e.toString().replace('\n', ' '));
        }
    }

    static String same(String text) {
        if (!text.equals(EXPECTED)) {
            throw new AssertionError(text + " is not " + EXPECTED);
        }
        return text;
    }

    static String answered(String text) {
        if (text == null || text.isEmpty()) {
            throw new AssertionError("an empty answer");
        }
        return text;
    }

    /** Pieces must be many, and apart from each other: what was held back somewhere comes all at once. */
    static String streamed(long start, List<Long> arrivals) {
        if (arrivals.size() < 20) {
            throw new AssertionError(arrivals.size() + " pieces");
        }
        long first = (arrivals.get(0) - start) / 1_000_000;
        long last = (arrivals.get(arrivals.size() - 1) - start) / 1_000_000;
        if (last - first < arrivals.size()) {
            throw new AssertionError(arrivals.size() + " pieces within %d ms".formatted(last - first));
        }
        return "%d pieces, first %d ms, last %d ms".formatted(arrivals.size(), first, last);
    }

    /** The error that a client shows must say which model there is. */
    static String told(Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (RuntimeException e) {
            if (!e.getMessage().contains("serves pico")) {
                throw new AssertionError("shown: " + e.getMessage());
            }
            return e.getMessage().replace('\n', ' ');
        }
        throw new AssertionError("no error");
    }
}
