package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a model at one revision.
 *
 * @param commit the commit to which the revision currently refers
 */
record Listing(String commit, List<RemoteFile> files) {

    private static final String CONFIG = "config.json";
    private static final String VOCABULARY = "qwen\\.tiktoken|tokenizer\\.json|vocab\\.json";

    /**
     * Selects the files that this library opens and the small files that Python additionally needs; prefers safetensors
     * to PyTorch files. The config comes last, so that a folder with a config is complete.
     *
     * @throws QwenVlException if this is not a checkpoint of a Qwen-VL or Qwen3-VL
     */
    Listing needed(ModelName name) {
        List<RemoteFile> top =
                files.stream().filter(file -> !file.path().contains("/")).toList();
        RemoteFile config = require(name, top, CONFIG);
        if (top.stream().noneMatch(file -> file.path().matches(VOCABULARY))) {
            require(name, top, "qwen.tiktoken");
        }
        boolean safetensors = top.stream().anyMatch(file -> file.path().endsWith(".safetensors"));
        String weights =
                safetensors ? "model.*\\.safetensors(\\.index\\.json)?" : "pytorch_model.*\\.bin(\\.index\\.json)?";
        if (top.stream().noneMatch(file -> file.path().matches(weights))) {
            throw new QwenVlException(name + " is not a Qwen-VL checkpoint: it has no weights");
        }
        List<RemoteFile> needed = new ArrayList<>(top.stream()
                .filter(file -> file != config)
                .filter(
                        file -> file.path().matches(weights)
                                || file.path()
                                        .matches(
                                                "[\\w-]+\\.tiktoken|\\w+\\.(json|py)|merges\\.txt|\\w+\\.jinja|(LICENSE|NOTICE).*"))
                .toList());
        needed.add(config);
        return new Listing(commit, needed);
    }

    private static RemoteFile require(ModelName name, List<RemoteFile> files, String path) {
        return files.stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new QwenVlException(name + " is not a Qwen-VL checkpoint: it has no " + path));
    }
}
