package io.github.qwenvl4j.family;

import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.prompt.layout.RawLayout;
import io.github.qwenvl4j.tokenizer.Tokenizer;

/**
 * What a checkpoint becomes when it is opened.
 *
 * @param template how the model is talked to
 * @param plain how a message is written without a template around it
 * @param raw how a whole prompt is written as one text
 * @param text what the ids of answers mean
 */
public record ModelParts(
        VisionLanguageModel network,
        Tokenizer tokenizer,
        PromptTemplate template,
        PromptTemplate plain,
        RawLayout raw,
        ModelText text) {}
