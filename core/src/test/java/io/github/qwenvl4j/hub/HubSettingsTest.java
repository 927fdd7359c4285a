package io.github.qwenvl4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {

    @TempDir
    private Path home;

    private HubSettings of(String... variables) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return HubSettings.of(environment, home);
    }

    @Test
    void cachesLieWherePythonHasThem() {
        assertThat(of().cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(of("XDG_CACHE_HOME", "/c").cache()).isEqualTo(Path.of("/c/huggingface/hub"));
        assertThat(of("XDG_CACHE_HOME", "/c", "HF_HOME", "/h").cache()).isEqualTo(Path.of("/h/hub"));
        assertThat(of("HF_HOME", "/h", "HF_HUB_CACHE", "~/x").cache()).isEqualTo(home.resolve("x"));
        assertThat(of("HOME", "/h").cache()).isEqualTo(Path.of("/h/.cache/huggingface/hub"));
        assertThat(of("HOME", "/h", "HF_HUB_CACHE", "~/x").cache()).isEqualTo(Path.of("/h/x"));
        assertThat(of("HOME", "/h").builtInCache()).isEqualTo(Path.of("/h/.cache/qwenvl4j"));
        assertThat(of("HOME", "/h").modelScopeCache()).isEqualTo(Path.of("/h/.cache/modelscope/hub"));
        assertThat(of().modelScopeCache()).isEqualTo(home.resolve(".cache/modelscope/hub"));
    }

    @Test
    void theTokenIsAVariableOrAFile() throws IOException {
        assertThat(of().token()).isEmpty();
        Path file = Files.createDirectories(home.resolve(".cache/huggingface")).resolve("token");
        Files.writeString(file, "of-the-file\n");
        assertThat(of().token()).contains("of-the-file");
        assertThat(of("HF_TOKEN", "given").token()).contains("given");
        Path other = Files.writeString(home.resolve("other"), "elsewhere");
        assertThat(of("HF_TOKEN_PATH", other.toString()).token()).contains("elsewhere");
    }

    @Test
    void endpointsAreAddresses() {
        assertThat(of().endpoint()).hasToString("https://huggingface.co");
        assertThat(of("HF_ENDPOINT", "https://hf-mirror.com/").endpoint()).hasToString("https://hf-mirror.com");
        assertThat(of("MODELSCOPE_DOMAIN", "modelscope.example").modelScopeEndpoint())
                .hasToString("https://modelscope.example");
        assertThatThrownBy(() -> of("HF_ENDPOINT", "hf-mirror.com"))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("HF_ENDPOINT is 'hf-mirror.com', which is not an http or https address");
    }

    @Test
    void offlineIsAnyOfPythonsWordsForTrue() {
        assertThat(of("HF_HUB_OFFLINE", "1").offline()).isTrue();
        assertThat(of("HF_HUB_OFFLINE", "yes").offline()).isTrue();
        assertThat(of("HF_HUB_OFFLINE", "0").offline()).isFalse();
        assertThat(of().offline()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "model", "a/b/c", "../x", "a/..", "a/b--c", "a b/c", "a/b.", "/x", "org/ü"})
    void oddNamesAreRefused(String name) {
        assertThatThrownBy(() -> ModelName.parse(name))
                .isInstanceOf(QwenVlException.class)
                .hasMessageEndingWith("is not a model name such as Qwen/Qwen-VL-Chat");
    }

    @Test
    void aFolderIsItsOwnPlace() {
        ModelHub hub = new ModelHub(of());
        assertThat(hub.locate(home.toString())).isEqualTo(home);
        for (String path : List.of("no-such-folder", "./no/such", "/no/such", "~/such", "../a/b", "a/b/c")) {
            assertThat(hub.locate(path)).isEqualTo(Path.of(path));
        }
        assertThatThrownBy(() -> hub.locate("Qwen/Qwen-VL"))
                .hasMessage("Qwen/Qwen-VL: is not on this machine; ModelHub.pull fetches it");
    }
}
