package io.github.qwenvl4j.testing;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import java.util.List;

/** Another model, of which a test changes one thing. */
public abstract class DelegatingModel implements VisionLanguageModel {

    protected final VisionLanguageModel whole;

    protected DelegatingModel(VisionLanguageModel whole) {
        this.whole = whole;
    }

    @Override
    public int positions() {
        return whole.positions();
    }

    @Override
    public int vocabulary() {
        return whole.vocabulary();
    }

    @Override
    public int rows(int width, int height) {
        return whole.rows(width, height);
    }

    @Override
    public SeenPicture see(RgbImage image) {
        return whole.see(image);
    }

    @Override
    public VisionTask begin(SeenPicture picture) {
        return whole.begin(picture);
    }

    @Override
    public RowPositions positions(Prompt prompt) {
        return whole.positions(prompt);
    }

    @Override
    public Session newSession(KvCacheType type) {
        return whole.newSession(type);
    }

    @Override
    public float[][] step(List<Chunk> chunks) {
        return whole.step(chunks);
    }
}
