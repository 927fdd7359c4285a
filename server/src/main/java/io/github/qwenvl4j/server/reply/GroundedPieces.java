package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.grounding.GroundedText;
import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.grounding.Region;
import io.github.qwenvl4j.server.api.RegionView;
import io.github.qwenvl4j.server.chat.PromptFacts.PictureSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits one answer's growing text into pieces, with or without its tags, and emits each region once, as soon as it is
 * final.
 */
final class GroundedPieces {

    /** @param text next piece of text @param regions newly completed regions */
    record Piece(String text, List<RegionView> regions) {}

    private final GroundingForm form;
    private final boolean stripTags;
    private final Regions views;
    private final StringBuilder tagged = new StringBuilder();
    private int shown;
    private final List<Region> shownRegions = new ArrayList<>();

    GroundedPieces(boolean stripTags, Optional<PictureSize> picture, GroundingForm form) {
        this.form = form;
        this.stripTags = stripTags;
        this.views = new Regions(picture);
    }

    Piece add(String text) {
        tagged.append(text);
        GroundedText grounded = form.parseGrowing(tagged.toString());
        return new Piece(stripTags ? newText(grounded) : text, newRegions(form.settled(grounded)));
    }

    Piece finish(String text) {
        tagged.append(text);
        GroundedText grounded = form.parse(tagged.toString());
        return new Piece(stripTags ? newText(grounded) : text, newRegions(grounded.regions()));
    }

    private String newText(GroundedText grounded) {
        String text = grounded.text().substring(shown);
        shown = grounded.text().length();
        return text;
    }

    /** Each once, also where one that comes later stands before others in the text. */
    private List<RegionView> newRegions(List<Region> settled) {
        List<Region> fresh = new ArrayList<>(settled);
        shownRegions.forEach(fresh::remove);
        shownRegions.addAll(fresh);
        return fresh.stream().map(views::view).toList();
    }
}
