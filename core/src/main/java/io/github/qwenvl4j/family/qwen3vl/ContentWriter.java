package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.image.FramePair;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.ToolCall;
import io.github.qwenvl4j.prompt.Video;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.PlacedPicture;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
            picture(shown.picture(), config.imageToken());
        } else if (part instanceof Part.Film film) {
            video(film.video());
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

    /** Each two frames are seen together, and introduced by their time. */
    private void video(Video video) {
        int count = video.frames().size();
        for (int i = 0; i < count; i += 2) {
            int next = Math.min(i + 1, count - 1);
            double time = (video.seconds().get(i) + video.seconds().get(next)) / 2;
            // Of the exact number, as Python rounds it.
            writer.words("<" + new BigDecimal(time).setScale(1, RoundingMode.HALF_EVEN) + " seconds>");
            FramePair pair = new FramePair(video.frames().get(i), video.frames().get(next), count);
            picture(Picture.of(pair), config.videoToken());
        }
    }

    private void picture(Picture picture, int token) {
        int count = rows.of(picture);
        int at = writer.id(config.visionStart()).length() - 1;
        writer.id(token, count).id(config.visionEnd());
        pictures.add(new PlacedPicture(at, count, picture));
    }
}
