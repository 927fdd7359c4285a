package io.github.qwenvl4j.train.objective;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.torch.Scopes;
import io.github.qwenvl4j.torch.Tensors;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.torch.TorchTensor;
import io.github.qwenvl4j.train.data.BatchSource;
import io.github.qwenvl4j.train.data.DenseBatch;
import io.github.qwenvl4j.train.data.Prefetched;
import io.github.qwenvl4j.train.scenes.Alphabet;
import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.DensePatches;
import io.github.qwenvl4j.train.scenes.ShapeName;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The vision start: linear heads predict from every feature of the vision tower the colour, shape and box of the object
 * under its patch, whether there is a sign, and the characters of the sign. It replaces pretraining on image-text
 * pairs, which a small model with random weights lacks.
 */
public final class DenseObjective implements Objective {

    private static final String PATCHES = "vision_start.patches";
    private static final String CHARACTERS = "vision_start.characters";
    private static final int COLOURS = 1 + ColourName.values().length;
    private static final int SHAPES = 1 + ShapeName.values().length;
    private static final int BOX = 4;
    private static final int SIGNS = 2;
    private static final double BOX_WEIGHT = 10; // a mean error of 2 % of the side then weighs as much as a loss of 0.2
    private static final double CHARACTER_WEIGHT = 4; // most character positions are empty, which is learnt quickly

    private final QwenVlModel model;
    private final BatchSource<DenseBatch> batches;
    private final BatchSource<DenseBatch> heldOut;
    private final Map<String, Tensor> heads = new LinkedHashMap<>();
    private Prefetched<DenseBatch> prefetched;

    /** @param batches created on another thread */
    public DenseObjective(QwenVlModel model, BatchSource<DenseBatch> batches, BatchSource<DenseBatch> heldOut) {
        VisionConfig vision = model.config().vision();
        if (vision.nQueries() != vision.patches()) {
            throw new QwenVlException(
                    "stage preset: objective.patches needs as many queries as patches (or 0), but n_queries is "
                            + vision.nQueries() + " and there are " + vision.patches() + " patches");
        }
        this.model = model;
        this.batches = batches;
        this.heldOut = heldOut;
        addHead(PATCHES, COLOURS + SHAPES + BOX + SIGNS);
        addHead(CHARACTERS, (long) DensePatches.CHARACTERS * Alphabet.classCount());
    }

    private void addHead(String name, long outputs) {
        try (PointerScope scope = new PointerScope()) {
            long width = model.config().vision().outputDim();
            Tensor weight = device().place(torch.randn(outputs, width).mul(new Scalar(0.02)));
            heads.put(name + ".weight", Scopes.retain(weight.requires_grad_(true)));
            Tensor bias = device().place(torch.zeros(outputs));
            heads.put(name + ".bias", Scopes.retain(bias.requires_grad_(true)));
        }
    }

    /** Maps {@code [n, D]} to the outputs of a head, {@code [n, outputs]}. */
    private Tensor head(String name, Tensor features) {
        return torch.linear(features, heads.get(name + ".weight"), new TensorOptional(heads.get(name + ".bias")));
    }

    @Override
    public Report next(double scale) {
        if (prefetched == null) {
            skip(0);
        }
        DenseBatch batch = prefetched.next();
        try (PointerScope scope = new PointerScope()) {
            Tensor loss = device().place(Tensors.zeros(torch.ScalarType.Float));
            for (Tensor term : losses(batch).values()) {
                loss = loss.add(term);
            }
            Tensors.multiply(loss, scale).backward();
            int patches = batch.pictures() * model.config().vision().patches();
            return new Report(loss.item_double(), batch.pictures(), patches);
        }
    }

    /** The terms of the sum, by name. */
    private Map<String, Tensor> losses(DenseBatch batch) {
        Tensor features = TorchTensor.of(model.encode(batch.pixels())); // [N * Q, D]
        Columns columns = new Columns(head(PATCHES, features));
        Map<String, Tensor> losses = new LinkedHashMap<>();
        losses.put("patch_colour", torch.cross_entropy_loss(columns.next(COLOURS), classes(batch.colours())));
        losses.put("patch_shape", torch.cross_entropy_loss(columns.next(SHAPES), classes(batch.shapes())));
        losses.put("patch_box", boxLoss(columns.next(BOX), batch));
        losses.put("patch_sign", torch.cross_entropy_loss(columns.next(SIGNS), classes(batch.signs())));
        losses.put("patch_characters", characterLoss(features, batch));
        return losses;
    }

    /** Mean absolute error of the box sides of patches with an object. */
    private Tensor boxLoss(Tensor predicted, DenseBatch batch) {
        Tensor wanted = device().place(Tensors.floats(batch.boxes(), batch.colours().length, BOX));
        Tensor present = classes(batch.colours()).gt(new Scalar(0)).to(torch.ScalarType.Float);
        Tensor error = predicted.sub(wanted).abs().mean(1).mul(present).sum();
        return error.div(present.sum().clamp_min(new Scalar(1))).mul(new Scalar(BOX_WEIGHT));
    }

    /** Cross-entropy of the characters of patches with a sign; for other patches, these outputs are not computed. */
    private Tensor characterLoss(Tensor features, DenseBatch batch) {
        long[] rows = batch.signRows();
        if (rows.length == 0) {
            return device().place(Tensors.zeros(torch.ScalarType.Float));
        }
        Tensor outputs = head(CHARACTERS, features.index_select(0, device().place(Tensors.longs(rows))))
                .reshape((long) rows.length * DensePatches.CHARACTERS, Alphabet.classCount());
        Tensor loss = torch.cross_entropy_loss(outputs, classes(batch.charactersAt(rows)));
        return Tensors.multiply(loss, CHARACTER_WEIGHT);
    }

    private Tensor classes(int[] numbers) {
        return device().place(Tensors.longs(numbers));
    }

    private TorchDevice device() {
        return ((TorchBackend) model.language().backend()).device();
    }

    @Override
    public void skip(long count) {
        prefetched = new Prefetched<>(count, batches);
    }

    @Override
    public Map<String, Double> heldOut(int count) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                losses(heldOut.batch(i))
                        .forEach((name, loss) -> means.merge(name, loss.item_double() / count, Double::sum));
            }
        }
        return means;
    }

    @Override
    public Map<String, Tensor> parameters() {
        return heads;
    }

    @Override
    public void close() {
        if (prefetched != null) {
            prefetched.close();
        }
        heads.values().forEach(Tensor::close);
    }

    /** Takes the columns of a matrix from left to right. */
    private static final class Columns {

        private final Tensor matrix;
        private long next;

        Columns(Tensor matrix) {
            this.matrix = matrix;
        }

        Tensor next(long count) {
            Tensor columns = matrix.narrow(1, next, count);
            next += count;
            return columns;
        }
    }
}
