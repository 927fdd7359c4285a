package io.github.qwenvl4j.testing;

import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.memory.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Folders of adapters with random numbers, as peft lays them out. */
public final class MadeAdapter {

    private static final int RANK = 4;
    private static final double STRENGTH = 0.2;

    private MadeAdapter() {}

    /**
     * An adapter that changes every linear layer of a checkpoint whose name matches.
     *
     * @param modules a regular expression over whole names
     */
    public static Path write(Path folder, Path checkpoint, String modules, int seed) {
        Random random = new Random(seed);
        try (Checkpoint base = Families.open(checkpoint);
                TestBlocks memory = new TestBlocks()) {
            Map<String, Block> tensors = new LinkedHashMap<>();
            for (TensorInfo tensor : base.tensors().values()) {
                String module = tensor.name().replaceAll("\\.weight$", "");
                if (tensor.shape().size() == 2 && !module.equals(tensor.name()) && module.matches(modules)) {
                    long outputs = tensor.shape().get(0);
                    long inputs = tensor.shape().get(1);
                    String name = "base_model.model." + module;
                    tensors.put(name + ".lora_A.weight", random(memory, random, RANK, inputs));
                    tensors.put(name + ".lora_B.weight", random(memory, random, outputs, RANK));
                }
            }
            return write(folder, modules, tensors);
        }
    }

    private static Block random(TestBlocks memory, Random random, long rows, long columns) {
        float[] values = new float[Math.toIntExact(rows * columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * STRENGTH);
        }
        return memory.floats(values, rows, columns);
    }

    /** @param tensors by their names in the file */
    public static Path write(Path folder, String modules, Map<String, Block> tensors) {
        try {
            Files.createDirectories(folder);
            new SafetensorsWriter(folder, Long.MAX_VALUE).write(tensors);
            Files.move(folder.resolve("model.safetensors"), folder.resolve("adapter_model.safetensors"));
            Files.writeString(
                    folder.resolve("adapter_config.json"),
                    "{\"peft_type\":\"LORA\",\"r\":" + RANK + ",\"lora_alpha\":" + RANK + ",\"target_modules\":\""
                            + modules.replace("\\", "\\\\") + "\"}");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
