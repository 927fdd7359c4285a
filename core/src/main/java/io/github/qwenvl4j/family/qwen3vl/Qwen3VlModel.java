package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.family.StepPictures;
import io.github.qwenvl4j.family.StepRows;
import io.github.qwenvl4j.image.Bicubic;
import io.github.qwenvl4j.image.PixelBounds;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Vision tower and language model joined. The weights belong to the store it was built from. */
final class Qwen3VlModel implements VisionLanguageModel {

    private final Qwen3VlConfig config;
    private final PixelLimits limits;
    private final int vocabulary;
    private final Backend backend;
    private final TowerModel tower;
    private final TextModel text;

    /**
     * @param weights all weights, from the root of the checkpoint's names
     * @param limits of the pictures' sizes
     * @param vocabulary ids that name tokens: {@code vocab_size} is padded beyond them
     */
    Qwen3VlModel(Weights weights, Qwen3VlConfig config, PixelLimits limits, int vocabulary) {
        this.config = config;
        this.limits = limits;
        this.vocabulary = vocabulary;
        this.backend = weights.backend();
        this.tower = new TowerModel(weights.in("model").in("visual").plain(), config.vision());
        this.text = new TextModel(weights, config.text());
    }

    @Override
    public int positions() {
        return config.text().maxPositions();
    }

    @Override
    public int vocabulary() {
        return vocabulary;
    }

    @Override
    public int rows(int width, int height) {
        return rows(width, height, PixelBounds.DEFAULT);
    }

    @Override
    public int rows(int width, int height, PixelBounds bounds) {
        return limits.with(bounds).size(height, width, config.vision()).rows(config.vision());
    }

    @Override
    public SeenPicture see(RgbImage image) {
        return see(image, PixelBounds.DEFAULT);
    }

    @Override
    public SeenPicture see(RgbImage image, PixelBounds bounds) {
        return seen(List.of(image), limits.with(bounds).size(image.height(), image.width(), config.vision()));
    }

    @Override
    public int rows(int width, int height, int frames, PixelBounds bounds) {
        return limits.with(bounds).size(frames, height, width, config.vision()).rows(config.vision());
    }

    @Override
    public SeenPicture see(RgbImage first, RgbImage second, int frames, PixelBounds bounds) {
        return seen(
                List.of(first, second),
                limits.with(bounds).size(frames, first.height(), first.width(), config.vision()));
    }

    /** What is transparent is seen on white. */
    private SeenPicture seen(List<RgbImage> frames, PictureSize size) {
        List<RgbImage> resized = frames.stream()
                .map(frame -> Bicubic.LIBTORCH.resize(frame.onWhite(), size.width(), size.height()))
                .map(bytes -> RgbImage.of(size.width(), size.height(), bytes))
                .toList();
        RgbImage first = frames.get(0);
        return new SeenPicture(resized, size.rows(config.vision()), first.width(), first.height());
    }

    @Override
    public VisionTask begin(SeenPicture picture) {
        List<byte[]> frames = picture.frames().stream().map(RgbImage::toBytes).toList();
        RgbImage image = picture.image();
        return new PictureTask(tower, backend, Patches.of(frames, image.height(), image.width(), config.vision()));
    }

    @Override
    public PromptPositions positions(Prompt prompt) {
        int side = config.vision().rowPixels();
        return PromptPositions.of(
                prompt.length(),
                prompt.pictures().stream()
                        .map(placed -> new PlacedGrid(
                                placed.firstRow(),
                                placed.picture().image().height() / side,
                                placed.picture().image().width() / side))
                        .toList());
    }

    @Override
    public Session newSession(KvCacheType type) {
        return new Session(new KvCache(backend, config.text().kvShape(), type));
    }

    @Override
    public float[][] step(List<Chunk> chunks) {
        return backend.infer(() -> {
            StepPictures pictures =
                    StepPictures.of(chunks, backend, features -> ((LevelledFeatures) features).levels());
            RowAdapters adapters = StepRows.adapters(chunks);
            Tensor embedded = pictures.embedIn(text.embed(StepRows.ids(chunks), adapters));
            Rotation rotation = text.rotation(coordinates(chunks));
            CachedSequences sequences = StepRows.sequences(backend, chunks);
            Tensor hidden = text.forward(embedded, sequences, rotation, pictures, adapters);
            sequences.advance();
            chunks.forEach(chunk -> chunk.session().remember(chunk.keys()));
            StepRows.tellHidden(chunks, hidden);
            int[] wanted = Chunk.wantedRows(chunks);
            return wanted.length == 0
                    ? new float[0][]
                    : StepRows.logits(text.logits(hidden.rows(wanted), StepRows.wantedAdapters(chunks)), vocabulary);
        });
    }

    private static int[] coordinates(List<Chunk> chunks) {
        return chunks.stream()
                .flatMapToInt(chunk -> Arrays.stream(
                        ((PromptPositions) chunk.at()).of(chunk.session().length(), chunk.rows())))
                .toArray();
    }
}
