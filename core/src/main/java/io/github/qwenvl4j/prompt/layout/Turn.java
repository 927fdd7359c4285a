package io.github.qwenvl4j.prompt.layout;

import java.util.ArrayList;
import java.util.List;

/** What the user said and what was answered. */
record Turn(int number, List<Piece> pieces) {

    /** Splits messages where the user begins to speak. */
    static List<Turn> of(List<Piece> said) {
        List<Turn> turns = new ArrayList<>();
        List<Piece> current = new ArrayList<>();
        for (Piece piece : said) {
            boolean begins = piece.isUsers()
                    && !current.isEmpty()
                    && !current.get(current.size() - 1).isUsers();
            if (begins) {
                turns.add(new Turn(turns.size(), current));
                current = new ArrayList<>();
            }
            current.add(piece);
        }
        turns.add(new Turn(turns.size(), current));
        return turns;
    }

    int length() {
        return pieces.stream().mapToInt(Piece::length).sum();
    }

    boolean hasPictures() {
        return pieces.stream().anyMatch(piece -> !piece.pictures().isEmpty());
    }
}
