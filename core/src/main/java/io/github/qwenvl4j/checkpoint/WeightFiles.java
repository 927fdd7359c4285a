package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The weight files of a directory: one file, or the shards that an index names. */
final class WeightFiles {

    private enum Form {
        SAFETENSORS("model.safetensors", SafetensorsFile::read),
        PYTORCH_BIN("pytorch_model.bin", PyTorchBinFile::read);

        private final String single;
        private final Function<Path, List<StoredTensor>> reader;

        Form(String single, Function<Path, List<StoredTensor>> reader) {
            this.single = single;
            this.reader = reader;
        }

        String index() {
            return single + ".index.json";
        }
    }

    private WeightFiles() {}

    /** Every tensor of {@code directory} by name; safetensors are preferred, then a single file. */
    static SortedMap<String, StoredTensor> read(Path directory) {
        CheckpointFolder folder = new CheckpointFolder(directory);
        for (Form form : Form.values()) {
            if (folder.present(form.single)) {
                return merge(directory, form, List.of(form.single));
            }
            if (folder.present(form.index())) {
                return shards(directory, form);
            }
        }
        throw folder.withoutWeights();
    }

    /** Every tensor of one file, {@code .safetensors} or {@code .bin}. */
    static SortedMap<String, StoredTensor> ofFile(Path file) {
        String name = file.getFileName().toString();
        Form form = name.endsWith(".safetensors") ? Form.SAFETENSORS : Form.PYTORCH_BIN;
        return merge(file.toAbsolutePath().getParent(), form, List.of(name));
    }

    private static SortedMap<String, StoredTensor> shards(Path directory, Form form) {
        Path index = directory.resolve(form.index());
        Map<String, String> weightMap = JsonFile.read(index, fields -> fields.texts("weight_map"));
        TreeSet<String> files = new TreeSet<>(weightMap.values());
        for (String file : files) {
            requireShard(directory, index, file);
        }
        SortedMap<String, StoredTensor> tensors = merge(directory, form, List.copyOf(files));
        weightMap.forEach((name, file) -> {
            StoredTensor tensor = tensors.get(name);
            if (tensor == null || !tensor.info().file().equals(file)) {
                throw new QwenVlException(
                        Kind.CHECKPOINT,
                        index + ": tensor " + Check.shown(name) + " is not in " + file
                                + ", although the index says so");
            }
        });
        return tensors;
    }

    private static void requireShard(Path directory, Path index, String file) {
        if (file.isBlank() || file.startsWith(".") || file.matches(".*[/\\\\:\\p{Cntrl}].*")) {
            throw new QwenVlException(
                    Kind.CHECKPOINT, index + ": shard " + Check.shown(file) + " is not a plain file name");
        }
        if (!Files.exists(directory.resolve(file), LinkOption.NOFOLLOW_LINKS)) {
            throw new QwenVlException(Kind.CHECKPOINT, index + ": shard " + file + " is missing");
        }
    }

    private static SortedMap<String, StoredTensor> merge(Path directory, Form form, List<String> files) {
        SortedMap<String, StoredTensor> tensors = new TreeMap<>();
        for (String file : files) {
            for (StoredTensor tensor : form.reader.apply(directory.resolve(file))) {
                StoredTensor other = tensors.put(tensor.info().name(), tensor);
                if (other != null) {
                    throw new QwenVlException(
                            Kind.CHECKPOINT,
                            directory + ": tensor "
                                    + Check.shown(tensor.info().name()) + " is both in "
                                    + other.info().file() + " and in " + file);
                }
            }
        }
        return tensors;
    }
}
