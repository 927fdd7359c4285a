package io.github.qwenvl4j.cli.chat;

import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.impl.DefaultParser;

/**
 * Splits lines into words for completion, without a meaning for quotes and backslashes, and requests further lines for
 * incomplete input.
 */
final class TypedLines extends DefaultParser {

    TypedLines() {
        setQuoteChars(new char[0]);
        setEscapeChars(null);
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !Input.complete(line)) {
            throw new EOFError(-1, -1, "a further line belongs to it");
        }
        return super.parse(line, cursor, context);
    }
}
