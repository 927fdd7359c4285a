package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.model.AskedPrompt;
import java.util.List;
import java.util.Optional;

/**
 * The facts about a prompt that replies need.
 *
 * @param tokens of the prompt
 * @param imageTokens of these, those that stand for pictures
 * @param latestPicture index and size of the picture that boxes refer to: the last one, as in the reference
 *     implementation
 */
public record PromptFacts(int tokens, int imageTokens, Optional<PictureSize> latestPicture) {

    /** A picture, by its index among all pictures of the request. */
    public record PictureSize(int index, int width, int height) {}

    static PromptFacts of(AskedPrompt prompt) {
        List<AskedPrompt.AskedPicture> pictures = prompt.pictures();
        int last = pictures.size() - 1;
        return new PromptFacts(
                prompt.length(),
                prompt.pictureTokens(),
                pictures.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new PictureSize(
                                last,
                                pictures.get(last).width(),
                                pictures.get(last).height())));
    }
}
