package io.github.qwenvl4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Qwen/Qwen-VL-Chat",
                "https://huggingface.co/Qwen/Qwen-VL-Chat",
                "https://huggingface.co/Qwen/Qwen-VL-Chat/",
                "https://huggingface.co/Qwen/Qwen-VL-Chat.git",
                "https://huggingface.co/Qwen/Qwen-VL-Chat/tree/main",
                "https://huggingface.co/Qwen/Qwen-VL-Chat/blob/main/config.json",
                "https://huggingface.co/Qwen/Qwen-VL-Chat?library=transformers",
                "huggingface.co/Qwen/Qwen-VL-Chat",
                "  https://modelscope.cn/models/Qwen/Qwen-VL-Chat/files ",
                "https://www.modelscope.cn/models/Qwen/Qwen-VL-Chat/summary",
                "https://mirror.example.org:8443/Qwen/Qwen-VL-Chat"
            })
    void aNameOrTheAddressOfItsPage(String text) {
        assertThat(ModelName.parse(text)).isEqualTo(new ModelName("Qwen", "Qwen-VL-Chat"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Qwen",
                "a/b/c",
                "https://huggingface.co/Qwen",
                "https://huggingface.co",
                "Qwen/",
                "../../etc",
                "a b/c"
            })
    void anythingElseIsNoName(String text) {
        assertThatThrownBy(() -> ModelName.parse(text))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("is not a model name such as Qwen/Qwen-VL-Chat");
    }

    @Test
    void thePageOfAnotherRevisionIsNotTakenForTheDefaultOne() {
        assertThatThrownBy(() -> ModelName.parse("https://huggingface.co/Qwen/Qwen-VL-Chat/tree/v1.1.0"))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("is the page of revision v1.1.0: ask for Qwen/Qwen-VL-Chat and that revision");
    }

    @Test
    void anAddressNamesItsHub() {
        assertThat(Source.of("https://modelscope.cn/models/Qwen/Qwen-VL-Chat")).isEqualTo(Source.MODELSCOPE);
        assertThat(Source.of("Qwen/Qwen-VL-Chat")).isEqualTo(Source.HUGGINGFACE);
    }

    @Test
    void nullIsRefusedByName() {
        assertThatThrownBy(() -> ModelName.parse(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("text");
    }
}
