package io.github.qwenvl4j.family.qwen3vl;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.prompt.CalledTools;
import io.github.qwenvl4j.prompt.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the calls of tools out of one text. Not thread-safe. */
final class CallScanner {

    private static final String OPEN = Qwen3VlTools.OPEN;
    private static final String CLOSE = Qwen3VlTools.CLOSE;
    /** Up to the arguments, as the template writes a call. */
    private static final Pattern HEAD =
            Pattern.compile("\\s*\\{\\s*\"name\"\\s*:\\s*\"([^\"\\\\]*)\"\\s*,\\s*\"arguments\"\\s*:\\s*(?=\\{)");

    /** Behind the arguments; a forced call ends right there. */
    private static final String TAIL = "\\s*(?:\\}\\s*)?";

    private static final Pattern CLOSED = Pattern.compile(TAIL + CLOSE);
    private static final Pattern ENDED = Pattern.compile(TAIL + "(?:" + CLOSE + "|\\z)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String text;
    private final boolean growing;
    private final StringBuilder words = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private int done; // up to here the text is in words and calls
    private ToolCall last; // that was read
    private Optional<ToolCall> unfinished = Optional.empty();
    private boolean inCall; // at the end

    /** @param growing whether more may come behind the text: what may become a call is held back */
    private CallScanner(String text, boolean growing) {
        this.text = text;
        this.growing = growing;
    }

    static CallScanner over(String text, boolean growing) {
        CallScanner scanner = new CallScanner(text, growing);
        scanner.scan();
        return scanner;
    }

    CalledTools called() {
        return new CalledTools(words.toString(), calls);
    }

    /** The call at the end whose arguments have begun and are not complete. */
    Optional<ToolCall> unfinished() {
        return unfinished;
    }

    /** Whether a call at the end has begun and is not complete. */
    boolean inCall() {
        return inCall;
    }

    private void scan() {
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, Math.max(done, open + 1))) {
            int end = call(open + OPEN.length());
            if (end < 0 && growing) {
                words.append(text, done, beforeBreak(open));
                inCall = true;
                return;
            }
            if (end > 0) {
                words.append(text, done, beforeBreak(open));
                calls.add(last);
                done = end;
            }
        }
        words.append(text, done, growing ? certain() : text.length());
    }

    /**
     * Reads a call.
     *
     * @param from behind its tag
     * @return where it ends; 0 where there is none, below 0 where it has not come to its end
     */
    private int call(int from) {
        Matcher head = HEAD.matcher(text).region(from, text.length());
        int behind = from;
        if (head.lookingAt()) {
            int end = endOfObject(head.end());
            behind = end < 0 ? text.length() : end;
            ToolCall call = new ToolCall(head.group(1), text.substring(head.end(), behind));
            Matcher tail = (growing ? CLOSED : ENDED).matcher(text).region(behind, text.length());
            if (end >= 0 && tail.lookingAt() && object(call.arguments()).isPresent()) {
                last = call;
                return tail.end();
            }
            unfinished = Optional.of(call).filter(any -> growing);
        }
        int close = text.indexOf(CLOSE, behind);
        if (close < 0) {
            return -1;
        }
        unfinished = Optional.empty();
        return inAnotherOrder(text.substring(from, close)) ? close + CLOSE.length() : 0;
    }

    private boolean inAnotherOrder(String json) {
        Optional<Map<String, Object>> call = object(json);
        if (call.isEmpty()
                || !(call.get().get("name") instanceof String name)
                || !(call.get().getOrDefault("arguments", Map.of()) instanceof Map<?, ?> arguments)) {
            return false;
        }
        last = ToolCall.of(name, JSON.convertValue(arguments, new TypeReference<>() {}));
        return true;
    }

    /** Where a JSON object ends, which begins at an index; below 0 where it is not complete. */
    private int endOfObject(int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (quoted) {
                i += letter == '\\' ? 1 : 0;
                quoted = letter != '"';
            } else if (letter == '"') {
                quoted = true;
            } else if (letter == '{') {
                depth++;
            } else if (letter == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private static Optional<Map<String, Object>> object(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            Map<String, Object> object = JSON.readValue(parser, new TypeReference<>() {});
            return parser.nextToken() == null ? Optional.ofNullable(object) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no JSON: it stays text
        }
    }

    /** The line break before a call belongs to it. */
    private int beforeBreak(int open) {
        return open > done && text.charAt(open - 1) == '\n' ? open - 1 : open;
    }

    /** Up to where a growing text cannot become a call any more. */
    private int certain() {
        int end = text.length();
        for (int length = Math.min(OPEN.length() - 1, end - done); length > 0; length--) {
            if (text.endsWith(OPEN.substring(0, length))) {
                return beforeBreak(end - length);
            }
        }
        return beforeBreak(end);
    }
}
