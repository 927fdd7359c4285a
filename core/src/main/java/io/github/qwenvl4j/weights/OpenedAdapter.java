package io.github.qwenvl4j.weights;

import static io.github.qwenvl4j.adapter.AdapterFolder.DOWN;
import static io.github.qwenvl4j.adapter.AdapterFolder.UP;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.adapter.AdapterFolder;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.nn.AdaptableWeights.Place;
import io.github.qwenvl4j.nn.AdaptableWeights.Use;
import io.github.qwenvl4j.nn.AdapterLayers;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LinearSpec;
import io.github.qwenvl4j.nn.LowRank;
import io.github.qwenvl4j.nn.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** An adapter of peft's layout, its numbers in the type that the model computes in. */
public final class OpenedAdapter extends ModelAdapter implements AdapterLayers {

    private final AddedLayers memory;
    private final Map<String, LowRank> changes = new HashMap<>();
    private final Map<String, Linear> linears = new HashMap<>();
    private final Map<String, Table> tables = new HashMap<>();
    private final long salt = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    private boolean changesPictures;

    private OpenedAdapter(AddedLayers memory) {
        this.memory = memory;
    }

    /**
     * @param places of the network, by the names of modules
     * @param blocks the beginning of the names of the language blocks: what an adapter changes there alone is seen alike
     * @param memory for the adapter's layers, which it closes
     * @throws QwenVlException if the folder has no adapter, one that is not supported, or one of another model
     */
    public static OpenedAdapter open(Path folder, Map<String, Place> places, String blocks, AddedLayers memory) {
        OpenedAdapter adapter = new OpenedAdapter(memory);
        try (AdapterFolder files = AdapterFolder.open(folder)) {
            for (String name : files.names()) {
                if (name.endsWith(DOWN)) {
                    String module = name.substring(0, name.length() - DOWN.length());
                    adapter.addChange(files, module, place(files, name, module, places));
                    adapter.changesPictures |= !module.startsWith(blocks);
                } else if (!name.endsWith(UP) || !files.has(name.replace(UP, DOWN))) {
                    String module = LinearSpec.module(name);
                    adapter.addModule(files, name, module, place(files, name, module, places));
                }
            }
            return adapter;
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private static Place place(AdapterFolder files, String name, String module, Map<String, Place> places) {
        Place place = places.get(module);
        if (place == null) {
            throw refused(files, "has " + name + ", for which the model has no place");
        }
        return place;
    }

    private void addChange(AdapterFolder files, String module, Place place) {
        if (place.use() != Use.LINEAR) {
            throw refused(files, "changes " + module + ", which is not a linear layer of its own; merge it instead");
        }
        if (!files.has(module + UP)) {
            throw refused(files, module + UP + " is missing");
        }
        Block down = files.tensor(module + DOWN);
        Block up = files.tensor(module + UP);
        requireShape(files, module + DOWN, down, down.size(0), place.inputs());
        requireShape(files, module + UP, up, place.outputs(), down.size(0));
        double scaling = files.config().scaling();
        changes.put(module, new LowRank(memory.linear(down, 1), memory.linear(up, scaling)));
    }

    private void addModule(AdapterFolder files, String name, String module, Place place) {
        Block values = files.tensor(name);
        requireShape(files, name, values, place.outputs(), place.inputs());
        switch (place.use()) {
            case LINEAR -> linears.put(module, memory.linear(values, 1));
            case TABLE -> tables.put(module, memory.table(values));
            case BOTH -> throw refused(files, "saves " + module + ", which has two uses in this model");
        }
    }

    private static void requireShape(AdapterFolder files, String name, Block tensor, long rows, long columns) {
        if (!Arrays.equals(tensor.shape(), new long[] {rows, columns})) {
            throw refused(
                    files,
                    "tensor " + name + " has shape " + Arrays.toString(tensor.shape()) + ", but the model calls for "
                            + Arrays.toString(new long[] {rows, columns}));
        }
    }

    private static QwenVlException refused(AdapterFolder files, String reason) {
        return new QwenVlException(
                Kind.CHECKPOINT, files.folder() + ": " + reason + " (is this another model's adapter?)");
    }

    @Override
    public Optional<LowRank> change(String module) {
        return Optional.ofNullable(changes.get(module));
    }

    @Override
    public Optional<Linear> linear(String module) {
        return Optional.ofNullable(linears.get(module));
    }

    @Override
    public Optional<Table> table(String module) {
        return Optional.ofNullable(tables.get(module));
    }

    @Override
    public long salt() {
        return salt;
    }

    @Override
    public boolean changesPictures() {
        return changesPictures;
    }

    @Override
    protected void free() {
        memory.close();
    }
}
