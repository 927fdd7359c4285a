package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.prompt.CalledTools;
import io.github.qwenvl4j.prompt.ToolCall;
import io.github.qwenvl4j.prompt.ToolForm;
import io.github.qwenvl4j.server.api.CallView;
import io.github.qwenvl4j.server.api.RegionView;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Splits one answer's growing text into what is said, with its regions, and pieces of calls of tools. Not thread-safe. */
final class AnswerPieces {

    /** @param text next piece of what is said @param regions newly completed @param calls pieces of calls */
    record Piece(String text, List<RegionView> regions, List<CallView> calls) {

        boolean isEmpty() {
            return text.isEmpty() && regions.isEmpty() && calls.isEmpty();
        }
    }

    private final ToolForm form;
    private final GroundedPieces words;
    private final StringBuilder text = new StringBuilder();
    private int said; // characters of the words that have been given out
    private final List<Integer> argued = new ArrayList<>(); // of each call: characters of its arguments

    AnswerPieces(ToolForm form, GroundedPieces words) {
        this.form = form;
        this.words = words;
    }

    Piece add(String more) {
        if (form == ToolForm.NONE) {
            return piece(words.add(more), List.of());
        }
        text.append(more);
        CalledTools called = form.parseGrowing(text.toString());
        return piece(words.add(newWords(called)), calls(called));
    }

    Piece finish(String more) {
        if (form == ToolForm.NONE) {
            return piece(words.finish(more), List.of());
        }
        text.append(more);
        CalledTools called =
                form.inCall(text.toString()) ? form.parseGrowing(text.toString()) : form.parse(text.toString());
        return piece(words.finish(newWords(called)), calls(called));
    }

    /** Whether a tool is called. */
    boolean called() {
        return !argued.isEmpty();
    }

    private static Piece piece(GroundedPieces.Piece words, List<CallView> calls) {
        return new Piece(words.text(), words.regions(), calls);
    }

    private String newWords(CalledTools called) {
        String fresh = called.text().substring(said);
        said = called.text().length();
        return fresh;
    }

    private List<CallView> calls(CalledTools called) {
        List<ToolCall> calls = new ArrayList<>(called.calls());
        form.unfinished(text.toString()).ifPresent(calls::add);
        List<CallView> pieces = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (i == argued.size()) {
                argued.add(0);
                pieces.add(CallView.first(i, "call_" + id(), calls.get(i).name()));
            }
            String more = calls.get(i).arguments().substring(argued.get(i));
            if (!more.isEmpty()) {
                pieces.add(CallView.more(i, more));
                argued.set(i, calls.get(i).arguments().length());
            }
        }
        return pieces;
    }

    private static String id() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }
}
