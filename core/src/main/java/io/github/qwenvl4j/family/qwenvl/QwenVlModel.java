package io.github.qwenvl4j.family.qwenvl;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.family.StepPictures;
import io.github.qwenvl4j.family.StepRows;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.language.LanguageModel;
import io.github.qwenvl4j.family.qwenvl.vision.TowerTask;
import io.github.qwenvl4j.family.qwenvl.vision.VisionRows;
import io.github.qwenvl4j.family.qwenvl.vision.VisionTower;
import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import io.github.qwenvl4j.nn.AdapterLayers;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Vision tower and language model joined. The weights belong to the store it was built from. */
public final class QwenVlModel implements VisionLanguageModel {

    private final QwenVlConfig config;
    private final VisionTower visual;
    private final LanguageModel language;
    private final int vocabulary;

    /**
     * @param weights all weights, from the root of the checkpoint's names
     * @param vocabulary ids that name tokens: {@code vocab_size} may be padded beyond them
     */
    public QwenVlModel(Weights weights, QwenVlConfig config, int vocabulary) {
        this.vocabulary = vocabulary;
        this.config = config;
        this.visual = new VisionTower(weights.in("transformer").in("visual"), config.vision());
        this.language = new LanguageModel(weights, config.language());
    }

    /**
     * Image features, for training.
     *
     * @param pixels normalised, {@code [B, 3, S, S]}
     * @return {@code [B Q, D]}, owned by the caller's scope
     */
    public Tensor encode(float[] pixels) {
        int pictures = pixels.length
                / (3 * config.vision().imageSize() * config.vision().imageSize());
        return language.backend().scoped(() -> visual.forward(visual.patches(pixels), pictures));
    }

    /** Embeddings {@code [R, D]} of tokens without images. */
    public Tensor embed(int[] ids) {
        return language.embed(ids);
    }

    @Override
    public int positions() {
        return config.language().maxPositionEmbeddings();
    }

    @Override
    public int vocabulary() {
        return vocabulary;
    }

    @Override
    public int rows(int width, int height) {
        return config.vision().nQueries();
    }

    @Override
    public SeenPicture see(RgbImage image) {
        int size = config.vision().imageSize();
        RgbImage seen = RgbImage.of(size, size, Preprocessor.resize(image, size));
        return new SeenPicture(seen, config.vision().nQueries(), image.width(), image.height());
    }

    @Override
    public VisionTask begin(SeenPicture picture) {
        return new TowerTask(visual, language.backend(), pixels(picture), RowAdapters.NONE);
    }

    @Override
    public VisionTask begin(SeenPicture picture, ModelAdapter adapter) {
        RowAdapters all = RowAdapters.all((AdapterLayers) adapter);
        return new TowerTask(visual, language.backend(), pixels(picture), all);
    }

    /** Normalised, {@code [3, S, S]}. */
    public float[] pixels(SeenPicture picture) {
        return Preprocessor.normalize(picture.image().toBytes(), config.vision().imageSize());
    }

    @Override
    public NtkPositions positions(Prompt prompt) {
        return new NtkPositions(language.ntkAlpha(prompt.length()));
    }

    @Override
    public Session newSession(KvCacheType type) {
        return new Session(language.newCache(type));
    }

    @Override
    public float[][] step(List<Chunk> chunks) {
        return language.backend().infer(() -> {
            CachedSequences sequences = StepRows.sequences(language.backend(), chunks);
            StepPictures pictures =
                    StepPictures.of(chunks, language.backend(), features -> List.of(((VisionRows) features).rows()));
            RowAdapters adapters = StepRows.adapters(chunks);
            Tensor embedded = pictures.embedIn(language.embed(StepRows.ids(chunks), adapters));
            Tensor hidden =
                    language.forward(embedded, sequences, language.inInference(sequences, ntkAlphas(chunks)), adapters);
            StepRows.remember(chunks);
            StepRows.tellHidden(chunks, hidden);
            int[] wanted = Chunk.wantedRows(chunks);
            return wanted.length == 0
                    ? new float[0][]
                    : StepRows.logits(
                            language.logits(hidden.rows(wanted), StepRows.wantedAdapters(chunks)), vocabulary);
        });
    }

    private static double[] ntkAlphas(List<Chunk> chunks) {
        double[] alphas = new double[StepRows.count(chunks)];
        int row = 0;
        for (Chunk chunk : chunks) {
            Arrays.fill(alphas, row, row + chunk.rows(), ((NtkPositions) chunk.at()).alpha());
            row += chunk.rows();
        }
        return alphas;
    }

    /** Logits {@code [R, V]} of hidden states {@code [R, D]}, owned by the caller's scope. */
    public Tensor logits(Tensor hidden) {
        return language.logits(hidden);
    }

    public QwenVlConfig config() {
        return config;
    }

    public VisionTower visual() {
        return visual;
    }

    public LanguageModel language() {
        return language;
    }
}
