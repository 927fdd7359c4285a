package io.github.qwenvl4j.nn;

import io.github.qwenvl4j.tensor.Backend;
import io.github.qwenvl4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights whose linear layers and tables adapters can change, each for the rows that are computed through it: there is one
 * network, however many adapters it has. Knows the places of a network once that has been built.
 */
public final class AdaptableWeights implements Weights {

    private final Weights base;
    private final String prefix;
    private final Map<String, Place> places;

    /**
     * Where an adapter may change something.
     *
     * @param use what the numbers are for
     */
    public record Place(long outputs, long inputs, Use use) {}

    /** What numbers are for. */
    public enum Use {
        LINEAR,
        TABLE,
        BOTH
    }

    /** @param base from the root of the checkpoint's names */
    public AdaptableWeights(Weights base) {
        this(base, "", new LinkedHashMap<>());
    }

    private AdaptableWeights(Weights base, String prefix, Map<String, Place> places) {
        this.base = base;
        this.prefix = prefix;
        this.places = places;
    }

    /** By the full names of modules. */
    public Map<String, Place> places() {
        return Collections.unmodifiableMap(places);
    }

    @Override
    public Backend backend() {
        return base.backend();
    }

    @Override
    public Weights in(String child) {
        return new AdaptableWeights(base.in(child), prefix + child + ".", places);
    }

    @Override
    public Weights plain() {
        return base.plain();
    }

    @Override
    public Tensor tensor(String name, long... shape) {
        return base.tensor(name, shape);
    }

    @Override
    public Table table(String name, long rows, long columns) {
        String module = module(name);
        places.put(module, new Place(rows, columns, Use.TABLE));
        return new AdaptedTable(base.table(name, rows, columns), module);
    }

    /** Layers of whole matrices only: adapters know no others. */
    @Override
    public Linear linear(LinearSpec spec) {
        Linear layer = base.linear(spec);
        for (LinearSpec.Part part : spec.parts()) {
            if (!part.whole() || part.shape().size() != 2 || !part.weight().endsWith(".weight")) {
                return layer;
            }
        }
        List<AdaptedLinear.Part> parts = new ArrayList<>();
        for (LinearSpec.Part part : spec.parts()) {
            String module = module(part.weight());
            Use use = places.containsKey(module) ? Use.BOTH : Use.LINEAR;
            places.put(module, new Place(part.count(), spec.in(), use));
            parts.add(new AdaptedLinear.Part(module, part.count()));
        }
        return new AdaptedLinear(layer, parts);
    }

    private String module(String weight) {
        return LinearSpec.module(prefix + weight);
    }

    @Override
    public Decoder decoder(List<DecoderBlock> blocks) {
        return base.decoder(blocks);
    }

    @Override
    public Encoder encoder(List<EncoderBlock> blocks) {
        return base.encoder(blocks);
    }
}
