package io.github.qwenvl4j.task;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * A task that the models were trained on, with its published prompt.
 *
 * <pre>{@code
 * Answer answer = new Task.Find("the dog").answer(model, "beach.jpeg");
 * answer.grounded().boxes().forEach(System.out::println);
 * }</pre>
 *
 * <p>A base model gets exactly the prompt of its multi-task training (Qwen-VL paper, appendix on data format); only
 * {@link Read} without regions is not in the paper. No such list was published for chat models: they get a plain
 * question in ChatML. Where the form of the answer is known ({@link Find}, {@link Describe}), the answer starts with a
 * given beginning, so that the model cannot answer in another form. Qwen3-VL gets the prompts of its official examples, which
 * ask for JSON.
 */
public sealed interface Task {

    /** Describes the picture in a sentence. */
    record Caption(Language language) implements Task {}

    /** Describes the picture in a sentence, with a box for each object. */
    record GroundedCaption(Language language) implements Task {}

    /** Finds the box of what {@code ref} names. */
    record Find(String ref) implements Task {}

    /** Describes what is inside a box. */
    record Describe(Box region) implements Task {}

    /** Reads the text in the picture. */
    record Read() implements Task {}

    /** Reads the text in the picture, with the corners of each line. */
    record GroundedRead() implements Task {}

    /** Finds a point on each of what {@code ref} names, to be counted; for models that write JSON. */
    record Count(String ref) implements Task {}

    /** Writes a document down; for models that write JSON. */
    record Document(DocumentForm form) implements Task {}

    /** A question with a short answer. */
    record Ask(String question) implements Task {}

    /**
     * Parses a task as written on a command line: {@code caption}, {@code caption:zh}, {@code ground}, {@code
     * ground:zh}, {@code find:the dog}, {@code count:dogs}, {@code describe:(x1,y1),(x2,y2)}, {@code ocr}, {@code
     * ocr-ground}, {@code document:markdown}, {@code document:html}, {@code document:json}, {@code ask:What is it?}.
     *
     * @throws QwenVlException for anything else; the message lists the tasks
     */
    static Task parse(String text) {
        return TaskName.parse(text);
    }

    /** Performs the task with the checkpoint's own generation defaults; the picture is a path, URL or data URL. */
    default Answer answer(QwenVl model, String picture) {
        return answer(model, Picture.at(picture), model.defaults());
    }

    /**
     * Performs the task.
     *
     * @param options whose {@linkplain AnswerOptions#beginning() beginning} the task replaces
     */
    default Answer answer(QwenVl model, Picture picture, AnswerOptions options) {
        return model.ask(message(model, picture), options(model, options));
    }

    /** The question for a model. */
    default Message message(QwenVl model, Picture picture) {
        // A base model was trained on these tasks without picture numbers.
        List<Part> parts = new ArrayList<>(List.of(new Part.PicturePart(picture, chatMl(model))));
        parts.addAll(wording(model).question());
        return new Message(Role.USER, parts);
    }

    /** The options with the answer beginning of this task. */
    default AnswerOptions options(QwenVl model, AnswerOptions options) {
        return options.withBeginning(wording(model).beginning());
    }

    private Wording wording(QwenVl model) {
        if (model.internals().engine().text().grounding() == GroundingForm.JSON) {
            return JsonWordings.of(this);
        }
        return chatMl(model) ? Wordings.chat(this) : Wordings.base(this);
    }

    private static boolean chatMl(QwenVl model) {
        return model.internals().prompts().template().takesSystem();
    }
}
