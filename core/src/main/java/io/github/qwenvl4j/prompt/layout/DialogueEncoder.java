package io.github.qwenvl4j.prompt.layout;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the messages of a dialogue together, in the ids of a layout. */
public record DialogueEncoder(MessageLayout layout) {

    /** As {@link PromptTemplate#encode}. */
    public EncodedPrompt encode(Dialogue dialogue, Window window, PictureOrder order, PictureRows rows) {
        List<Message> said = said(dialogue);
        if (said.isEmpty() || said.get(said.size() - 1).role() == Role.ASSISTANT) {
            throw new QwenVlException("a dialogue to be answered must end with a message of the user");
        }
        List<Piece> system = system(dialogue, rows);
        List<Turn> turns = Turn.of(pieces(said, dialogue.numbered(), order, rows));
        List<Turn> history = turns.subList(0, turns.size() - 1);
        Turn question = turns.get(turns.size() - 1);
        int[] opening = layout.answerOpening();
        int fixed = length(system);
        int rest = question.length() + opening.length;
        List<Turn> kept = Fitting.keep(window, fixed, rest, history);
        List<Piece> all = new ArrayList<>(system);
        List<Integer> dropped = new ArrayList<>();
        int undropped = fixed + rest;
        for (Turn turn : history) {
            undropped += turn.length();
            if (kept.contains(turn)) {
                all.addAll(turn.pieces());
            } else {
                dropped.add(turn.number());
            }
        }
        all.addAll(question.pieces());
        return join(all, opening, List.copyOf(dropped), undropped);
    }

    /** As {@link PromptTemplate#transcript}. */
    public EncodedPrompt transcript(Dialogue dialogue, PictureRows rows) {
        List<Piece> all = new ArrayList<>(system(dialogue, rows));
        all.addAll(pieces(said(dialogue), dialogue.numbered(), PictureOrder.AS_GIVEN, rows));
        int[] end = layout.end();
        if (!all.isEmpty() && end.length > 0) {
            all.add(closed(all.remove(all.size() - 1), end));
        }
        return join(all, new int[0], List.of(), length(all));
    }

    /** What is not the system's; results of tools behind one another are one message. */
    private static List<Message> said(Dialogue dialogue) {
        List<Message> said = new ArrayList<>();
        for (Message message : dialogue.messages()) {
            int last = said.size() - 1;
            if (message.role() == Role.TOOL && last >= 0 && said.get(last).role() == Role.TOOL) {
                List<Part> results = new ArrayList<>(said.get(last).parts());
                results.addAll(message.parts());
                said.set(last, new Message(Role.TOOL, results));
            } else if (message.role() != Role.SYSTEM) {
                said.add(message);
            }
        }
        return said;
    }

    /** The system texts as one message, if there are any. */
    private List<Piece> system(Dialogue dialogue, PictureRows rows) {
        List<Part> parts = new ArrayList<>();
        boolean given = false;
        for (Message message : dialogue.messages()) {
            if (message.role() == Role.SYSTEM) {
                given = true;
                if (!parts.isEmpty()) {
                    parts.add(new Part.Text("\n"));
                }
                parts.addAll(message.parts());
            }
        }
        Optional<Message> system = given ? Optional.of(new Message(Role.SYSTEM, parts)) : layout.defaultSystem();
        if (!dialogue.tools().isEmpty()) {
            system = Optional.of(layout.withTools(system, dialogue.tools()));
        }
        return system.isPresent() ? List.of(layout.piece(system.get(), 1, rows)) : List.of();
    }

    private List<Piece> pieces(List<Message> messages, boolean numbered, PictureOrder order, PictureRows rows) {
        List<Piece> pieces = new ArrayList<>();
        List<Message> counted = numbered ? layout.numbered(messages) : messages;
        int picture = 1;
        for (Message message : counted) {
            Message ordered = order == PictureOrder.AS_GIVEN
                    ? message
                    : new Message(message.role(), layout.asTrained(message.parts()));
            pieces.add(layout.piece(ordered, picture, rows));
            picture += message.pictures().size();
        }
        return pieces;
    }

    private static Piece closed(Piece last, int[] end) {
        RoleSpan span = last.span();
        int length = last.length() + end.length;
        return new Piece(
                joined(last.ids(), end),
                last.pictures(),
                new RoleSpan(span.role(), span.start(), span.content(), span.end(), length));
    }

    private static int length(List<Piece> pieces) {
        int length = 0;
        for (Piece piece : pieces) {
            length += piece.length();
        }
        return length;
    }

    private static EncodedPrompt join(List<Piece> pieces, int[] opening, List<Integer> dropped, int undropped) {
        List<int[]> ids = new ArrayList<>();
        List<PlacedPicture> pictures = new ArrayList<>();
        List<RoleSpan> spans = new ArrayList<>();
        int at = 0;
        for (Piece piece : pieces) {
            ids.add(piece.ids());
            for (PlacedPicture picture : piece.pictures()) {
                pictures.add(picture.shifted(at));
            }
            spans.add(piece.span().shifted(at));
            at += piece.length();
        }
        ids.add(opening);
        return new EncodedPrompt(joined(ids.toArray(int[][]::new)), pictures, spans, dropped, undropped);
    }

    private static int[] joined(int[]... ids) {
        int length = 0;
        for (int[] each : ids) {
            length += each.length;
        }
        int[] joined = new int[length];
        int at = 0;
        for (int[] each : ids) {
            System.arraycopy(each, 0, joined, at, each.length);
            at += each.length;
        }
        return joined;
    }
}
