package io.github.qwenvl4j.tokenizer;

import java.util.List;

/** A finished exchange of a conversation: what the user said and what the assistant answered. */
public record Turn(List<Segment> query, List<Segment> response) {

    public Turn {
        query = List.copyOf(query);
        response = List.copyOf(response);
    }

    /** A turn as the reference takes it: the nine visual tags count in both texts. */
    public static Turn visual(String query, String response) {
        return new Turn(Segment.visual(query), Segment.visual(response));
    }
}
