package io.github.qwenvl4j.train.scenes;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The tasks about scenes. */
public enum TaskKind {
    CAPTION(CaptionTasks::caption),
    CAPTION_GROUNDING(CaptionTasks::withGrounding),
    REFERRING_GROUNDING(GroundingTasks::referring),
    GROUNDED_CAPTION(GroundingTasks::groundedCaption),
    VQA_COLOR(QuestionTasks::colour),
    VQA_SHAPE(QuestionTasks::shape),
    VQA_COUNT(QuestionTasks::count),
    VQA_POSITION(PositionTasks::position),
    VQA_YES_NO(QuestionTasks::yesNo),
    OCR(ReadingTasks::read),
    OCR_GROUNDING(ReadingTasks::withGrounding),
    /** A question about two pictures. */
    COMPARE_TWO(ask -> Optional.empty()),
    /** Several questions about one picture; chat only. */
    DIALOGUE(ask -> Optional.empty()),
    /** No picture at all. */
    TEXT_ONLY(ask -> Optional.empty());

    private final Function<Ask, Optional<QuestionAndAnswer>> writer;

    TaskKind(Function<Ask, Optional<QuestionAndAnswer>> writer) {
        this.writer = writer;
    }

    /** Makes one question about one scene; empty if the scene does not suit it. */
    Optional<QuestionAndAnswer> write(Ask ask) {
        return writer.apply(ask);
    }

    /** The name in presets and scores: {@code caption_grounding}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
