package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.ToolCall;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.PlacedPicture;
import java.util.ArrayList;
import java.util.List;

/** Writes the parts of a message, with nothing between them. */
final class ContentWriter {

    private final Qwen3VlConfig config;
    private final PictureRows rows;
    private final IdWriter writer;
    private final int start;
    private final List<PlacedPicture> pictures = new ArrayList<>();

    /** @param writer stands behind the role */
    ContentWriter(Qwen3VlConfig config, PictureRows rows, IdWriter writer) {
        this.config = config;
        this.rows = rows;
        this.writer = writer;
        this.start = writer.characters();
    }

    /** The pictures so far, in order. */
    List<PlacedPicture> pictures() {
        return pictures;
    }

    void part(Part part) {
        if (part instanceof Part.PicturePart shown) {
            picture(shown.picture());
        } else if (part instanceof Part.Tagged tagged) {
            writer.text(tagged.text(), tagged.honoured());
        } else if (part instanceof Part.Region region) {
            writer.words(WrittenRegion.of(region));
        } else if (part instanceof Part.Call called) {
            call(called.call());
        } else if (part instanceof Part.Result result) {
            writer.text("\n<tool_response>\n", SpecialsHonoured.ALL);
            result.parts().forEach(this::part);
            writer.text("\n</tool_response>", SpecialsHonoured.ALL);
        } else {
            writer.words(((Part.Text) part).text());
        }
    }

    /** A line break stands before a call that is not the first thing of its message. */
    private void call(ToolCall call) {
        if (writer.characters() > start) {
            writer.words("\n");
        }
        writer.text(Qwen3VlTools.OPEN, SpecialsHonoured.ALL)
                .words("\n{\"name\": \"" + call.name() + "\", \"arguments\": " + call.arguments() + "}\n")
                .text(Qwen3VlTools.CLOSE, SpecialsHonoured.ALL);
    }

    private void picture(Picture picture) {
        int count = rows.of(picture);
        int at = writer.id(config.visionStart()).length() - 1;
        writer.id(config.imageToken(), count).id(config.visionEnd());
        pictures.add(new PlacedPicture(at, count, picture));
    }
}
