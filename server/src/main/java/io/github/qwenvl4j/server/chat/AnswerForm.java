package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.prompt.ToolForm;

/**
 * How a model writes what is more than words.
 *
 * @param tools none where no tool may be called, so that all is words
 */
public record AnswerForm(GroundingForm places, ToolForm tools) {}
