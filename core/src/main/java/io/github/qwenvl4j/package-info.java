/**
 * Qwen-VL in Java: open a model, ask about pictures, get text and boxes.
 *
 * <pre>{@code
 * try (QwenVl model = QwenVl.open()) {
 *     System.out.println(model.ask("Where is the brown heart?", "scene.png").text());
 * }
 * }</pre>
 *
 * <p>Start with {@link io.github.qwenvl4j.QwenVl}. What goes in: a {@link io.github.qwenvl4j.image.Picture}, a {@link
 * io.github.qwenvl4j.prompt.Message} and {@link io.github.qwenvl4j.AnswerOptions}. What comes out: an {@link
 * io.github.qwenvl4j.Answer}, and its {@linkplain io.github.qwenvl4j.grounding.GroundedText regions}. For more than one question: a
 * {@link io.github.qwenvl4j.chat.Conversation}; for the published prompts: a {@link io.github.qwenvl4j.task.Task}.
 */
@NullMarked
package io.github.qwenvl4j;

import org.jspecify.annotations.NullMarked;
