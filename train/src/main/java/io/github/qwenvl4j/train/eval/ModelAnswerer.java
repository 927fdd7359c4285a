package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.AnswerListener;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.generate.GenerationOptions;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.tokenizer.ChatMl;
import io.github.qwenvl4j.tokenizer.EncodedPrompt;
import io.github.qwenvl4j.tokenizer.Segment;
import io.github.qwenvl4j.train.data.PictureSource;
import io.github.qwenvl4j.train.scenes.Form;
import java.util.List;

/** Asks a model, greedily: chat questions in ChatML, base prompts as they are. */
public record ModelAnswerer(QwenVl model, PictureSource pictures) implements Answerer {

    @Override
    public String answer(Question question, int maxTokens) {
        EncodedPrompt encoded = question.form() == Form.CHAT
                ? model.template()
                        .prompt(Segment.visual(ChatMl.DEFAULT_SYSTEM), List.of(), Segment.visual(question.text()))
                : model.tokenizer().encodePrompt(Segment.visual(question.text()));
        Prompt prompt = new Prompt(
                encoded.ids(),
                encoded.images().stream()
                        .map(span -> new Prompt.PlacedImage(span.start(), pictures.load(span.source())))
                        .toList());
        AnswerOptions options =
                new AnswerOptions(GenerationOptions.greedy(maxTokens), List.of("<|im_end|>", "<|endoftext|>"));
        return model.answer(prompt, options, AnswerListener.none()).text();
    }
}
