package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the vocabulary that cannot be used are refused in one line. */
class DamagedTokensTest {

    @TempDir
    private Path folder;

    private void refused(String vocab, String merges, String config, String line) throws IOException {
        Files.writeString(folder.resolve("vocab.json"), vocab);
        Files.writeString(folder.resolve("merges.txt"), merges);
        Files.writeString(folder.resolve("tokenizer_config.json"), config);
        assertThatThrownBy(() -> Qwen3VlTokens.read(folder))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining(line)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        String none = "{\"added_tokens_decoder\":{}}";
        refused("{\"a\":0,\"b\":1,\"ab\":2}", "ab\n", none, "merges.txt: a merge must be two tokens");
        refused("{\"a\":0,\"b\":1}", "a b\n", none, "makes a token that the vocabulary lacks");
        refused("{\"a\":0,\"b\":0}", "", none, "ids must be 0 to n - 1, each once");
        refused("{\"a\":0}", "", none, "vocab.json: it has no token for the single byte 0x00");
        refused(
                "{\"a\":0}",
                "",
                "{\"added_tokens_decoder\":{\"x\":{\"content\":\"<|x|>\"}}}",
                "tokenizer_config.json: added_tokens_decoder.x must be the id of a token");
        Files.delete(folder.resolve("merges.txt"));
        assertThatThrownBy(() -> Qwen3VlTokens.read(folder))
                .isInstanceOf(QwenVlException.class)
                .hasMessageNotContaining("Exception");
    }
}
