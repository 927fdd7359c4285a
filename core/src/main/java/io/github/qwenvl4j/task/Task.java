package io.github.qwenvl4j.task;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerListener;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.tokenizer.ChatMl;
import io.github.qwenvl4j.tokenizer.EncodedPrompt;
import io.github.qwenvl4j.tokenizer.ListFormat;
import io.github.qwenvl4j.tokenizer.PromptElement;
import io.github.qwenvl4j.tokenizer.Segment;
import io.github.qwenvl4j.tokenizer.SpecialsHonoured;
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

    /** Performs the task with the checkpoint's own generation defaults. */
    default Answer answer(QwenVl model, String picture) {
        return answer(model, picture, model.defaults(), AnswerListener.none());
    }

    /**
     * Performs the task.
     *
     * @param picture path, URL or data URL
     * @param options whose {@linkplain AnswerOptions#beginning() beginning} the task replaces
     */
    default Answer answer(QwenVl model, String picture, AnswerOptions options, AnswerListener listener) {
        return model.answer(prompt(model, picture), options(model, options), listener);
    }

    /** The prompt of this task for a model. */
    default Prompt prompt(QwenVl model, String picture) {
        return model.place(encode(model, picture));
    }

    /** The prompt of this task for a model, its picture not loaded yet. */
    default EncodedPrompt encode(QwenVl model, String picture) {
        String question = wording(model).question();
        return model.chatMl() ? chat(model, picture, question) : base(model, picture, question);
    }

    /** The options with the beginning that this task gives the answer. */
    default AnswerOptions options(QwenVl model, AnswerOptions options) {
        return options.withBeginning(wording(model).beginning());
    }

    private Wording wording(QwenVl model) {
        return model.chatMl() ? Wordings.chat(this) : Wordings.base(this);
    }

    private static EncodedPrompt base(QwenVl model, String picture, String question) {
        return model.tokenizer()
                .encodePrompt(
                        List.of(new Segment.Image(picture), new Segment.Text(question, SpecialsHonoured.GROUNDING)));
    }

    private static EncodedPrompt chat(QwenVl model, String picture, String question) {
        List<PromptElement> elements = List.of(new PromptElement.Image(picture), new PromptElement.Text(question));
        return model.template()
                .prompt(
                        Segment.visual(ChatMl.DEFAULT_SYSTEM),
                        List.of(),
                        ListFormat.segments(elements, 1, SpecialsHonoured.GROUNDING));
    }
}
