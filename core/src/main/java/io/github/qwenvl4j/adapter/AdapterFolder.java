package io.github.qwenvl4j.adapter;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.TensorFiles;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.memory.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of an adapter as peft writes it: {@code adapter_config.json} and {@code adapter_model.safetensors} or {@code
 * .bin}. Names here are those of the model, without peft's prefix: {@code transformer.h.0.attn.c_attn.lora_A.weight}, and
 * {@code lm_head.weight} for a module that is saved as a whole. Owns its mapped file until closed.
 */
public final class AdapterFolder implements AutoCloseable {

    /** Before the names of all tensors in the file. */
    public static final String PREFIX = "base_model.model.";

    /** The name of the file of tensors, without its ending. */
    public static final String WEIGHTS = "adapter_model";

    /** Behind the name of a module. */
    public static final String DOWN = ".lora_A.weight";

    /** Behind the name of a module. */
    public static final String UP = ".lora_B.weight";

    private static final Pattern CHECKPOINT = Pattern.compile("(step|checkpoint)-\\d{1,18}"); // as peft names it

    private final Path folder;
    private final AdapterConfig config;
    private final TensorFiles files;
    private final Map<String, String> stored = new LinkedHashMap<>(); // names in the file

    private AdapterFolder(Path folder, AdapterConfig config, TensorFiles files) {
        this.folder = folder;
        this.config = config;
        this.files = files;
        files.tensors().keySet().forEach(name -> stored.put(plain(name), name));
    }

    /**
     * @param given a folder, or one of a training run, whose newest checkpoint is opened
     * @throws QwenVlException if the folder has no adapter, or one that is not supported
     */
    public static AdapterFolder open(Path given) {
        Path folder = find(given);
        AdapterConfig config = AdapterConfig.read(folder);
        return new AdapterFolder(folder, config, TensorFiles.openFile(weights(folder)));
    }

    private static Path weights(Path folder) {
        for (String ending : new String[] {".safetensors", ".bin"}) {
            Path file = folder.resolve(WEIGHTS + ending);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new QwenVlException(Kind.CHECKPOINT, folder + ": " + WEIGHTS + ".safetensors is missing");
    }

    /** The memory that an adapter takes, about: the size of its file; 0 where there is none, which opening it tells. */
    public static long bytes(Path given) {
        try {
            return Files.size(weights(find(given)));
        } catch (QwenVlException | IOException e) {
            return 0;
        }
    }

    /**
     * The folder itself if it has an adapter, or the newest checkpoint of a training run.
     *
     * @throws QwenVlException if there is none
     */
    public static Path find(Path given) {
        if (isAdapter(given)) {
            return given;
        }
        if (!Files.isDirectory(given)) {
            throw new QwenVlException(Kind.FILE, given + ": no such folder");
        }
        try (Stream<Path> entries = Files.list(given)) {
            return entries.filter(entry ->
                            CHECKPOINT.matcher(entry.getFileName().toString()).matches())
                    .filter(AdapterFolder::isAdapter)
                    .max(Comparator.comparingLong(AdapterFolder::step))
                    .orElseThrow(() -> new QwenVlException(
                            Kind.CHECKPOINT, given + ": no adapter here (" + AdapterConfig.FILE + " is missing)"));
        } catch (IOException e) {
            throw FileProblem.reading(given, e);
        }
    }

    private static boolean isAdapter(Path folder) {
        return Files.exists(folder.resolve(AdapterConfig.FILE));
    }

    private static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().replaceAll("\\D", ""));
    }

    private static String plain(String name) {
        String own = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        return own.replace(".lora_A.default.", ".lora_A.")
                .replace(".lora_B.default.", ".lora_B.")
                .replace(".modules_to_save.default.", ".");
    }

    public Path folder() {
        return folder;
    }

    public AdapterConfig config() {
        return config;
    }

    /** The names of all tensors. */
    public Set<String> names() {
        return Collections.unmodifiableSet(stored.keySet());
    }

    public boolean has(String name) {
        return stored.containsKey(name);
    }

    /** A tensor by its name, where it lies, until this is closed. */
    public Block tensor(String name) {
        return files.tensor(stored.get(name));
    }

    @Override
    public void close() {
        files.close();
    }
}
