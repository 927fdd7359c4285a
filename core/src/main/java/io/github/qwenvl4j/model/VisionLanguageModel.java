package io.github.qwenvl4j.model;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.PixelBounds;
import io.github.qwenvl4j.image.RgbImage;
import java.util.List;

/**
 * A network of some family, as an engine drives it: pictures become features, rows of ids and features become logits. What a
 * family is made of (tensors, positions, levels of features) stays behind this interface. Immutable; what a conversation
 * remembers lies in its {@link Session}. {@link #see} and {@link #positions(Prompt)} may be called by any thread, everything
 * else by one thread at a time.
 */
public interface VisionLanguageModel {

    /** The most rows that a prompt and its answer have together. */
    int positions();

    /** Ids from 0 to {@code vocabulary - 1} name tokens; a row of logits has so many numbers. */
    int vocabulary();

    /** The number of rows that a picture of this size, as people see it, takes in a prompt. */
    int rows(int width, int height);

    /** What the network sees of a picture: resized as the family does it. */
    SeenPicture see(RgbImage image);

    /** As {@link #rows(int, int)}, for a picture that is looked at with so many pixels, where the family allows a choice. */
    default int rows(int width, int height, PixelBounds bounds) {
        return rows(width, height);
    }

    /** As {@link #see(RgbImage)}, with so many pixels, where the family allows a choice. */
    default SeenPicture see(RgbImage image, PixelBounds bounds) {
        return see(image);
    }

    /**
     * How many rows two frames of a video take together.
     *
     * @param frames that are seen of the whole video
     * @throws QwenVlException of kind UNSUPPORTED where the family takes no videos
     */
    default int rows(int width, int height, int frames, PixelBounds bounds) {
        throw new QwenVlException(QwenVlException.Kind.UNSUPPORTED, "this model was not trained with videos");
    }

    /** What the network sees of two frames of a video, of which it sees so many in all. */
    default SeenPicture see(RgbImage first, RgbImage second, int frames, PixelBounds bounds) {
        throw new QwenVlException(QwenVlException.Kind.UNSUPPORTED, "this model was not trained with videos");
    }

    /** Begins to encode a picture. */
    VisionTask begin(SeenPicture picture);

    /** The same through an adapter, which {@linkplain ModelAdapter#changesPictures() changes pictures}. */
    default VisionTask begin(SeenPicture picture, ModelAdapter adapter) {
        throw new QwenVlException(QwenVlException.Kind.UNSUPPORTED, "no adapter changes how this model sees pictures");
    }

    /** Where the rows of a prompt, and of what is generated behind it, stand. */
    RowPositions positions(Prompt prompt);

    /** A session that remembers nothing; the caller closes it. @param type how keys and values are held */
    Session newSession(KvCacheType type);

    /**
     * Computes the next rows of several sessions together; each session then remembers its rows. A row's result does not
     * depend on the rows of other sessions, except for the last digits where a product of matrices is summed in another
     * order.
     *
     * @return logits {@code [wanted][vocabulary]} float32 behind the last rows of each chunk, in the order of the chunks
     */
    float[][] step(List<Chunk> chunks);
}
