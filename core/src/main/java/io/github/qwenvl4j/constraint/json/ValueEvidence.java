package io.github.qwenvl4j.constraint.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.qwenvl4j.Evidence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the values within the bytes of a JSON answer, and the tokens that wrote them. A token counts for each value that has a byte of it;
 * behind a number also the token with the next byte, because it says that the number has no more digits.
 */
final class ValueEvidence {

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] text;
    private final List<WrittenToken> tokens;
    private final double reviewBelow;
    private final List<Evidence.Field> fields = new ArrayList<>();

    ValueEvidence(byte[] text, List<WrittenToken> tokens, double reviewBelow) {
        this.reviewBelow = reviewBelow;
        this.text = text;
        this.tokens = tokens;
    }

    /** Of the values up to where the answer was cut off. */
    Evidence evidence() {
        try (JsonParser parser = JSON.createParser(text)) {
            read(parser);
        } catch (IOException e) {
            return placed(); // it was cut off here
        }
        return placed();
    }

    private Evidence placed() {
        return new Evidence(JsonBoxes.of(fields).placed(fields));
    }

    private void read(JsonParser parser) throws IOException {
        JsonToken before = null;
        int start = 0; // of the token before
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            boolean empty = before == JsonToken.START_ARRAY && token == JsonToken.END_ARRAY
                    || before == JsonToken.START_OBJECT && token == JsonToken.END_OBJECT;
            start = empty ? start : (int) parser.currentTokenLocation().getByteOffset();
            if (empty) {
                add(path(parser), start, (int) parser.currentLocation().getByteOffset(), false);
            } else if (token.isScalarValue()) {
                parser.getText(); // a text is only read to its end when somebody wants it
                int end = (int) parser.currentLocation().getByteOffset();
                boolean cut = token.isNumeric()
                        && end >= text.length
                        && !parser.getParsingContext().inRoot();
                if (!cut) {
                    add(path(parser), start, end, token.isNumeric());
                }
            }
            before = token;
        }
    }

    private static String path(JsonParser parser) {
        return parser.getParsingContext().pathAsPointer().toString();
    }

    private void add(String path, int start, int end, boolean number) {
        int last = number ? end + 1 : end;
        double logprob = 0;
        int choices = 0;
        for (WrittenToken token : tokens) {
            if (token.start() < last && token.end() > start) {
                logprob += token.logprob();
                choices += token.logprob() < 0 ? 1 : 0;
            }
        }
        String json = new String(text, start, end - start, StandardCharsets.UTF_8);
        double probability = Math.exp(logprob);
        fields.add(new Evidence.Field(path, json, probability, choices, probability < reviewBelow, Optional.empty()));
    }
}
