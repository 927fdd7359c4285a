package io.github.qwenvl4j.task;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerListener;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * A task with a prompt that one would otherwise have to know by heart.
 *
 * <pre>{@code
 * Answer answer = new Task.Find("the dog").answer(model, "beach.jpeg");
 * answer.grounded().boxes().forEach(System.out::println);
 * }</pre>
 *
 * <p>A base model is asked exactly as in its multi-task training (Qwen-VL paper, appendix on data format), a plain
 * {@link Read} excepted, which the paper does not have. For a chat model no such list was published: it is asked in plain
 * words, in ChatML. Where the form of the answer is known ({@link Find}, {@link Describe}), its beginning is given, so that
 * it takes that form whatever the model would rather say.
 */
public sealed interface Task {

    /** The picture in a sentence. */
    record Caption(Language language) implements Task {}

    /** The picture in a sentence, with a box for what it names. */
    record GroundedCaption(Language language) implements Task {}

    /** The box of what {@code ref} names. */
    record Find(String ref) implements Task {}

    /** What is inside a box. */
    record Describe(Box region) implements Task {}

    /** The text in the picture. */
    record Read() implements Task {}

    /** The text in the picture, with the corners of each line. */
    record GroundedRead() implements Task {}

    /** A question with a short answer. */
    record Ask(String question) implements Task {}

    /**
     * The task that a person means: {@code caption}, {@code caption:zh}, {@code ground}, {@code ground:zh},
     * {@code find:the dog}, {@code describe:(x1,y1),(x2,y2)}, {@code ocr}, {@code ocr-ground}, {@code ask:What is it?}.
     *
     * @throws QwenVlException for anything else; the message lists the tasks
     */
    static Task parse(String text) {
        return TaskName.parse(text);
    }

    /** Performs the task with the checkpoint's own generation defaults; the picture is a path, URL or data URL. */
    default Answer answer(QwenVl model, String picture) {
        return answer(model, Picture.at(picture), model.defaults(), AnswerListener.none());
    }

    /**
     * Performs the task.
     *
     * @param options whose {@linkplain AnswerOptions#beginning() beginning} the task replaces
     */
    default Answer answer(QwenVl model, Picture picture, AnswerOptions options, AnswerListener listener) {
        return model.answer(model.prompt(dialogue(model, picture)), options(model, options), listener);
    }

    /** What is said to a model. */
    default Dialogue dialogue(QwenVl model, Picture picture) {
        // A base model saw its pictures without numbers in these tasks.
        List<Part> parts = new ArrayList<>(List.of(new Part.PicturePart(picture, model.chatMl())));
        parts.addAll(wording(model).question());
        return Dialogue.of(new Message(Role.USER, parts));
    }

    /** The options with the beginning that this task gives the answer. */
    default AnswerOptions options(QwenVl model, AnswerOptions options) {
        return options.withBeginning(wording(model).beginning());
    }

    private Wording wording(QwenVl model) {
        return model.chatMl() ? Wordings.chat(this) : Wordings.base(this);
    }
}
