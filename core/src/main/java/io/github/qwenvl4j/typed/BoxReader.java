package io.github.qwenvl4j.typed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.github.qwenvl4j.grounding.Box;
import java.io.IOException;

/** A box as a list of four thousandths, as the models write it: any two opposite corners. */
final class BoxReader extends StdDeserializer<Box> {

    static final String SCHEMA = "{\"type\":\"array\",\"items\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":1000},"
            + "\"minItems\":4,\"maxItems\":4}";

    private static final long serialVersionUID = 1;

    BoxReader() {
        super(Box.class);
    }

    @Override
    public Box deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        int[] corners = parser.readValueAs(int[].class);
        return Box.between(corners[0], corners[1], corners[2], corners[3]);
    }
}
