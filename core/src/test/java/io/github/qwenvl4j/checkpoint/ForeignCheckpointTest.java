package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not a Qwen-VL is called by its name, and what to do is said. */
class ForeignCheckpointTest {

    private static final String OURS = "Qwen-VL, Qwen-VL-Chat";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "for-qwen2vl, a Qwen2-VL checkpoint",
        "for-llava, a LLaVA checkpoint",
    })
    void theFoldersOfOtherModelsAreNamed(String name, String model) {
        Path directory = Fixtures.shared("cases/checkpoints/" + name);
        assertRefused(directory, "is of " + model + "; " + OURS);
    }

    @ParameterizedTest
    @CsvSource({
        "qwen2_5_vl, a Qwen2.5-VL checkpoint",
        "qwen3_vl_moe, a Qwen3-VL checkpoint with experts",
        "qwen2, which has no pictures",
        "qwen3_moe, which has no pictures",
        "qwen, 'the first Qwen, which has no pictures'",
        "llava_next, a LLaVA checkpoint",
        "zebra, a model of type zebra",
    })
    void aModelTypeIsNamed(String type, String model) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"" + type + "\", \"hidden_size\": 1024}");
        assertRefused(folder, model, OURS);
    }

    static Stream<Arguments> folders() {
        return Stream.of(
                arguments("model.gguf", "holds a GGUF file, the form of llama.cpp"),
                arguments("adapter_config.json", "is an adapter without its model"),
                arguments(
                        "models--Qwen--Qwen-VL-Chat",
                        "a cache of several models; name one of them, for example Qwen/Qwen-VL-Chat"),
                arguments("snapshots", "name the folder of one revision in its snapshots"),
                arguments(
                        "step-00000100",
                        "the folder of a training run; name one of its checkpoints, for example step-00000100"),
                arguments("notes.txt", "is not a checkpoint: it has no config.json"));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void aFolderWithoutConfigIsSaidToBeWhatItIs(String entry, String what) throws IOException {
        Files.createFile(folder.resolve(entry));
        assertRefused(folder, what);
    }

    @ParameterizedTest
    @CsvSource({
        "pico.gguf, 'is a GGUF file, the form of llama.cpp; open the folder that it was made from'",
        "model.safetensors, is a file of a checkpoint; use the folder that contains it",
        "notes.txt, 'is a file, not a checkpoint''s folder'",
    })
    void aFileInPlaceOfAFolderIsSaidToBeWhatItIs(String name, String what) throws IOException {
        assertRefused(Files.createFile(folder.resolve(name)), what);
    }

    @ParameterizedTest
    @CsvSource({
        "model-00001-of-00002.safetensors, model.safetensors.index.json is missing",
        "pytorch_model-00001-of-00002.bin, pytorch_model.bin.index.json is missing",
        "quantize_config.json, is in the old layout of AutoGPTQ",
        "qwen-vl.gguf, holds a GGUF file",
        "notes.txt, no weights: neither model.safetensors nor pytorch_model.bin",
    })
    void weightsUnderOtherNamesAreExplained(String name, String what) throws IOException {
        Files.copy(Fixtures.path("tiny-vl/config.json"), folder.resolve("config.json"));
        Files.createFile(folder.resolve(name));
        assertRefused(folder, what);
    }

    @ParameterizedTest
    @CsvSource({
        "config.json, 'version https://git-lfs.github.com/spec/v1', is a git-lfs pointer",
        "model.safetensors, 'version https://git-lfs.github.com/spec/v1', is a git-lfs pointer",
        "qwen.tiktoken, 'version https://git-lfs.github.com/spec/v1', is a git-lfs pointer",
        "config.json, '<!DOCTYPE html><html>', is a web page",
        "pytorch_model.bin, '<html><body>', is a web page",
        "qwen.tiktoken, '<!DOCTYPE html>', is a web page",
    })
    void whatLiesInAFilesPlaceIsNamed(String file, String content, String what) throws IOException {
        TestFiles.copyOf("tiny-vl", folder);
        if (file.endsWith(".bin")) {
            Files.delete(folder.resolve("model.safetensors.index.json"));
        }
        Files.writeString(folder.resolve(file), content + "\n" + " ".repeat(200));
        assertRefused(folder, folder.resolve(file) + ": " + what);
    }

    @ParameterizedTest
    @CsvSource({"config.json", "qwen.tiktoken", "model-00002-of-00002.safetensors", "model.safetensors.index.json"})
    void aLinkToAFileThatIsGoneIsNamed(String name) throws IOException {
        TestFiles.copyOf("tiny-vl", folder);
        Files.delete(folder.resolve(name));
        Files.createSymbolicLink(folder.resolve(name), Path.of("../../blobs/0123"));
        assertRefused(folder, folder.resolve(name) + ": cannot be read: is a link to a file that is not there");
    }

    @Test
    void quantisedWeightsWithoutTheirConfigurationAreExplained() throws IOException {
        Path source = Fixtures.path("tiny-vl-int4");
        for (String name : new String[] {"model.safetensors", "qwen.tiktoken", "generation_config.json"}) {
            Files.copy(source.resolve(name), folder.resolve(name));
        }
        String config = Files.readString(source.resolve("config.json"));
        Files.writeString(folder.resolve("config.json"), config.replace("quantization_config", "other"));
        assertRefused(folder, "the weights are quantised by GPTQ, but config.json has no quantization_config");
    }

    private static void assertRefused(Path path, String... parts) {
        assertThatThrownBy(() -> QwenVl.open(path).close())
                .isInstanceOfSatisfying(
                        QwenVlException.class,
                        e -> assertThat(e.kind())
                                .isIn(
                                        QwenVlException.Kind.CHECKPOINT,
                                        QwenVlException.Kind.UNSUPPORTED,
                                        QwenVlException.Kind.FILE))
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("\n");
    }
}
