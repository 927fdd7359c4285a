package io.github.qwenvl4j.tokenizer;

import java.util.List;

/**
 * A prompt as the model takes it.
 *
 * @param ids the token ids; not copied, so not to be changed
 * @param images the images in order of their place
 */
public record EncodedPrompt(int[] ids, List<ImageSpan> images) {

    public EncodedPrompt {
        images = List.copyOf(images);
    }
}
