package io.github.qwenvl4j.prompt;

import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.layout.RawLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A piece of a {@link Message}. What a piece is decides how much of it the model takes as more than words. */
public sealed interface Part {

    /** Words. Whatever stands in them, none of it becomes a control token, a tag or a picture. */
    record Text(String text) implements Part {

        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * Words in which the special tokens of {@code honoured} count: what the assistant wrote, with its grounding tags, and
     * stretches of a {@linkplain RawLayout raw prompt}.
     */
    record Tagged(String text, SpecialsHonoured honoured) implements Part {

        public Tagged {
            Objects.requireNonNull(text, "text");
        }

        /** The assistant's words, in which ref, box and quad tags count. */
        public static Tagged answer(String text) {
            return new Tagged(text, SpecialsHonoured.GROUNDING);
        }
    }

    /**
     * A picture.
     *
     * @param numbered whether it is introduced by {@code Picture k: } and followed by a line break, as chat models expect
     *     it; otherwise it stands where it is given, alone
     */
    record PicturePart(Picture picture, boolean numbered) implements Part {

        public PicturePart {
            Objects.requireNonNull(picture, "picture");
        }

        public static PicturePart of(Picture picture) {
            return new PicturePart(picture, true);
        }
    }

    /** Places in the latest picture: what they show, where that is said, and their boxes and quads. */
    record Region(Optional<String> ref, List<Mark> marks) implements Part {

        public Region {
            marks = List.copyOf(marks);
        }

        public static Region of(String ref, Mark... marks) {
            return new Region(
                    Optional.of(Objects.requireNonNull(ref, "ref")), List.of(Objects.requireNonNull(marks, "marks")));
        }

        /** As people type places, and read them. */
        String written() {
            return ref.map(words -> "<ref>" + words + "</ref>").orElse("")
                    + marks.stream().map(Mark::write).collect(Collectors.joining());
        }
    }

    /** What the assistant had called. */
    record Call(ToolCall call) implements Part {

        public Call {
            Objects.requireNonNull(call, "call");
        }
    }

    /** What a called tool gave back: words and pictures. */
    record Result(List<Part> parts) implements Part {

        public Result {
            parts = List.copyOf(parts);
        }
    }

    /** A video, where it is given. */
    record Film(Video video) implements Part {

        public Film {
            Objects.requireNonNull(video, "video");
        }
    }
}
