package io.github.qwenvl4j.prompt.layout;

import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import java.util.List;
import java.util.function.Function;

/**
 * The published way to write a whole prompt as one text, the only one by which a text names pictures. For prompts that the
 * program itself writes, and for training data.
 */
@FunctionalInterface
public interface RawLayout {

    /**
     * The parts of a text, pictures where they stand.
     *
     * @param honoured the special tokens that count beside those that name a picture
     * @param pictures what picture an address is: {@link Picture#at} for what the model's image loader may read
     * @throws io.github.qwenvl4j.QwenVlException where a picture is not named as it must be, and what {@code pictures} throws
     */
    List<Part> parse(String text, SpecialsHonoured honoured, Function<String, Picture> pictures);
}
