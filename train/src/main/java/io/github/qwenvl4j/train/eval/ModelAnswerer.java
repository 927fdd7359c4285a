package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Decision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.internal.Internals;
import io.github.qwenvl4j.internal.Prompts;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.Window;
import io.github.qwenvl4j.train.sample.PictureSource;
import io.github.qwenvl4j.train.scenes.SampleForm;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Asks a model with greedy decoding: chat questions in ChatML, base prompts unchanged. */
public record ModelAnswerer(QwenVl model, PictureSource pictures) implements Answerer {

    @Override
    public CompletableFuture<String> answer(ExamQuestion question, int maxTokens) {
        AnswerOptions options = AnswerOptions.greedy(maxTokens).withStopStrings(List.of("<|im_end|>", "<|endoftext|>"));
        return model.internals().answerAsync(prompt(question), options).thenApply(Answer::text);
    }

    /** How probable each of some answers is. */
    public Decision decide(ExamQuestion question, List<String> answers) {
        return model.internals().decide(prompt(question), answers, Owner.once());
    }

    private Prompt prompt(ExamQuestion question) {
        return prompt(model.internals(), pictures, question);
    }

    /** A question as a model is asked it. */
    public static Prompt prompt(Internals model, PictureSource pictures, ExamQuestion question) {
        Message asked = RawPrompt.user(question.text(), SpecialsHonoured.VISUAL, Picture::at);
        Prompts prompts = model.prompts();
        Function<Picture, SeenPicture> seen = picture -> prompts.read(picture, each -> pictures.load(each.name()));
        EncodedPrompt encoded = question.form() == SampleForm.CHAT
                ? prompts.template()
                        .encode(Dialogue.of(asked), Window.UNBOUNDED, PictureOrder.AS_GIVEN, Prompts.rows(seen))
                : prompts.encodeRaw(asked, seen);
        return prompts.place(encoded, seen);
    }
}
