package io.github.qwenvl4j.family.qwenvl;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.family.StepRows;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.language.LanguageModel;
import io.github.qwenvl4j.family.qwenvl.vision.TowerTask;
import io.github.qwenvl4j.family.qwenvl.vision.VisionRows;
import io.github.qwenvl4j.family.qwenvl.vision.VisionTower;
import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.List;
import java.util.stream.DoubleStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

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
    public QwenVlModel(Weights weights, QwenVlConfig config, int vocabulary, ComputeDevice device) {
        this.vocabulary = vocabulary;
        this.config = config;
        this.visual = new VisionTower(weights.in("transformer").in("visual"), config.vision());
        this.language = new LanguageModel(weights, config.language(), device);
    }

    /**
     * Image features.
     *
     * @param pixels normalised, {@code [B, 3, S, S]} float32, on the CPU
     * @return {@code [B, Q, D]} float32, owned by the caller's scope
     */
    public Tensor encode(Tensor pixels) {
        return Scopes.scoped(() -> visual.forward(language.device().place(pixels)));
    }

    /**
     * Embeddings of tokens, with image features in the rows kept for them. The only place where features enter the
     * sequence.
     *
     * @param ids {@code [R]}; what stands in the image rows is overwritten
     * @param imageRows rows between {@code <img>} and {@code </img>}, in order
     * @param features {@code [imageRows.length, D]}
     * @return {@code [R, D]} float32, owned by the caller's scope
     * @throws IllegalArgumentException when rows and features differ in number
     */
    public Tensor embed(int[] ids, long[] imageRows, Tensor features) {
        if (features.size(0) != imageRows.length) {
            throw new IllegalArgumentException("the prompt keeps " + imageRows.length + " rows for image features, but "
                    + features.size(0) + " features were given");
        }
        return Scopes.scoped(() -> {
            Tensor rows = language.device().place(Tensors.longs(imageRows));
            return embed(ids).index_copy(0, rows, features);
        });
    }

    /** Embeddings {@code [R, D]} float32 of tokens without images. */
    public Tensor embed(int[] ids) {
        return Scopes.scoped(() -> language.embed(Tensors.longs(ids)));
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
        try (PointerScope scope = new PointerScope()) {
            return new TowerTask(visual, language.device().place(pixels(picture)));
        }
    }

    /** Normalised, {@code [1, 3, S, S]} float32, on the CPU, owned by the caller's scope. */
    public Tensor pixels(SeenPicture picture) {
        int size = config.vision().imageSize();
        return Tensors.floats(Preprocessor.normalize(picture.image().toBytes(), size), 1, 3, size, size);
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
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            long[] wanted = Chunk.wantedRows(chunks);
            CachedSequences sequences = StepRows.sequences(chunks);
            Tensor hidden =
                    language.forward(embed(chunks), sequences, language.inInference(sequences, ntkAlphas(chunks)));
            chunks.forEach(chunk -> chunk.session().remember(chunk.keys()));
            return wanted.length == 0 ? new float[0][] : logits(hidden, wanted);
        }
    }

    private float[][] logits(Tensor hidden, long[] wanted) {
        Tensor rows = hidden.index_select(0, language.device().place(Tensors.longs(wanted)));
        return StepRows.logits(language.logits(rows), vocabulary);
    }

    /** {@code [R, D]} float32: tokens, and the pictures' features in the rows kept for them. */
    private Tensor embed(List<Chunk> chunks) {
        Tensor rows = embed(StepRows.ids(chunks));
        int first = 0;
        for (Chunk chunk : chunks) {
            int from = chunk.session().length();
            for (PlacedFeatures picture : chunk.pictures()) {
                int begin = Math.max(from, picture.start());
                int count = Math.min(from + chunk.rows(), picture.end()) - begin;
                if (count > 0) {
                    Tensor features = ((VisionRows) picture.features()).rows();
                    rows.narrow(0, first + begin - from, count)
                            .copy_(features.narrow(0, begin - picture.start(), count));
                }
            }
            first += chunk.rows();
        }
        return rows;
    }

    private static double[] ntkAlphas(List<Chunk> chunks) {
        return chunks.stream()
                .flatMapToDouble(chunk -> DoubleStream.generate(((NtkPositions) chunk.at())::alpha)
                        .limit(chunk.rows()))
                .toArray();
    }

    /** Logits {@code [R, V]} float32 of hidden states {@code [R, D]}, owned by the caller's scope. */
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
