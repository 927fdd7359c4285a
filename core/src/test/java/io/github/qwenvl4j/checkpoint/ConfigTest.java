package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.testing.Fixtures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {

    @TempDir
    Path directory;

    @Test
    void everyFieldOfTheTinyModelIsRead() {
        QwenVlConfig config = QwenVlConfig.read(Fixtures.path("tiny-vl/config.json"));

        assertThat(config.language())
                .isEqualTo(new LanguageConfig(
                        256, 2, 4, 64, 704, 832, 1e-6, 10000, 1, 2048, 8192, true, true, true, false));
        assertThat(config.vision()).isEqualTo(new VisionConfig(64, 2, 4, 4.9231, 14, 448, 256, 770, 256));
        assertThat(config.quantization()).isEmpty();
        assertThat(config.dtype()).isEqualTo("bfloat16");
    }

    @Test
    void sizesOfThePublishedModelFollowFromItsConfig() {
        QwenVlConfig config = PublishedModel.CONFIG;

        assertThat(config.language().headDim()).isEqualTo(128);
        assertThat(config.language().projectionSize()).isEqualTo(4096);
        assertThat(config.language().mlpSize()).isEqualTo(11008);
        assertThat(config.vision().grid()).isEqualTo(32);
        assertThat(config.vision().patches()).isEqualTo(1024);
        assertThat(config.vision().headDim()).isEqualTo(104);
        assertThat(config.vision().mlpSize()).isEqualTo(8192);
        assertThat(config.vision().positionGrid()).isEqualTo(16);
        assertThat(config.vision().queryGrid()).isEqualTo(16);
        assertThat(config.vision().resamplerHeads()).isEqualTo(32);
    }

    @Test
    void quantizationIsRead() {
        assertThat(QwenVlConfig.read(Fixtures.path("tiny-vl-int4/config.json")).quantization())
                .contains(new QuantizationConfig.Gptq(4, 128, false, true, QuantizationConfig.Gptq.Format.GPTQ));
    }

    @Test
    void writtenConfigsReadBackEqual() {
        Path file = directory.resolve("config.json");

        PublishedModel.CONFIG.write(file);
        assertThat(QwenVlConfig.read(file)).isEqualTo(PublishedModel.CONFIG);
        PublishedModel.INT4_CONFIG.write(file);
        assertThat(QwenVlConfig.read(file)).isEqualTo(PublishedModel.INT4_CONFIG);
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hidden_size\": 256                | \"hidden\": 256                 | hidden_size is missing",
                "\"hidden_size\": 256                | \"hidden_size\": null           | hidden_size is missing",
                "\"hidden_size\": 256                | \"hidden_size\": -256           | hidden_size is -256, must be between 1 and",
                "\"hidden_size\": 256                | \"hidden_size\": 99999999999    | hidden_size is 99999999999, must be a whole number",
                "\"hidden_size\": 256                | \"hidden_size\": 256.5          | hidden_size is 256.5, must be a whole number",
                "\"hidden_size\": 256                | \"hidden_size\": \"256\"        | hidden_size is \"256\", must be a whole number",
                "\"num_hidden_layers\": 2            | \"num_hidden_layers\": 2000000  | num_hidden_layers is 2000000, must be between",
                "\"kv_channels\": 64                 | \"kv_channels\": 63             | kv_channels is 63, must be even",
                "\"num_attention_heads\": 4          | \"num_attention_heads\": 999999 | kv_channels * num_attention_heads is 63999936",
                "\"intermediate_size\": 704          | \"intermediate_size\": 703      | intermediate_size is 703, must be even",
                "\"layer_norm_epsilon\": 1e-06       | \"layer_norm_epsilon\": NaN     | layer_norm_epsilon is NaN, must be a positive number",
                "\"rotary_emb_base\": 10000          | \"rotary_emb_base\": 1e999      | rotary_emb_base is Infinity, must be a positive number",
                "\"rotary_pct\": 1.0                 | \"rotary_pct\": 0.5             | rotary_pct is 0.5, only 1.0 is supported",
                "\"tie_word_embeddings\": false      | \"tie_word_embeddings\": true   | tie_word_embeddings is true, only false is supported",
                "\"use_logn_attn\": true             | \"use_logn_attn\": 1            | use_logn_attn is 1, must be true or false",
                "\"torch_dtype\": \"bfloat16\"       | \"torch_dtype\": \"float8\"     | torch_dtype is float8, must be one of",
                "\"visual\": {                       | \"visual\": 3, \"sight\": {     | visual is 3, must be an object",
                "\"heads\": 4                        | \"heads\": 5                    | visual.heads is 5, must divide visual.width 64",
                "\"image_size\": 448                 | \"image_size\": 450             | visual.image_size is 450, must be a multiple",
                "\"output_dim\": 256                 | \"output_dim\": 128             | visual.output_dim is 128, must equal hidden_size 256",
                "\"image_start_id\": 770             | \"image_start_id\": 832         | visual.image_start_id is 832, must be below vocab_size",
                "\"mlp_ratio\": 4.9231               | \"mlp_ratio\": 0                | visual.mlp_ratio is 0.0, must be a positive number",
                "\"patch_size\": 14                  | \"patch_size\": 0               | visual.patch_size is 0, must be between 1 and 448",
                "\"width\": 64                       | \"width\": 64, \"n_queries\": 250 | visual.n_queries is 250, must be a square number",
                "\"width\": 64                       | \"width\": 64, \"width\": 64    | not valid JSON: field width is given twice",
                "\"visual\": {                       | \"visual\": [                   | not valid JSON",
                "\"visual\": {                       | \"quantization_config\": {\"quant_method\": \"hqq\"}, \"visual\": { | quantization_config.quant_method is hqq, only gptq",
                "\"visual\": {                       | \"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 32, \"checkpoint_format\": \"marlin\"}, \"visual\": { | quantization_config.checkpoint_format is marlin, only gptq and gptq_v2 are supported",
                "\"visual\": {                       | \"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 32, \"pack_dtype\": \"int64\"}, \"visual\": { | quantization_config.pack_dtype is int64, only int32 is supported",
                "\"visual\": {                       | \"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 32, \"lm_head\": true}, \"visual\": { | quantization_config.lm_head is true, which is not known here",
                "\"visual\": {                       | \"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 32, \"dynamic\": {\"-:c_attn\": {}}}, \"visual\": { | quantization_config.dynamic is {\"-:c_attn\":{}}, which is not known here",
                "\"visual\": {                       | \"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 32, \"zigzag\": 1}, \"visual\": { | quantization_config.zigzag is 1, which is not known here and may change what the weights mean",
                "\"visual\": {                       | \"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 3, \"group_size\": 128}, \"visual\": { | quantization_config.bits is 3, only 4 is supported",
                "\"visual\": {                       | \"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": -2}, \"visual\": { | quantization_config.group_size is -2",
                "\"visual\": {                       | \"quantization_config\": {\"quant_method\": \"awq\", \"bits\": 4, \"group_size\": 128}, \"visual\": { | intermediate_size / 2 is 352, must be a multiple of quantization_config.group_size 128",
            })
    void senselessConfigsAreRefusedInOneLine(String good, String bad, String line) {
        String json = new String(TestFiles.read(Fixtures.path("tiny-vl/config.json")), StandardCharsets.UTF_8);
        assertThat(json).contains(good);
        TestFiles.write(directory, "config.json", json.replaceFirst(Pattern.quote(good), bad));

        assertThatThrownBy(() -> QwenVlConfig.read(directory.resolve("config.json")))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(directory.resolve("config.json") + ": " + line)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''      | not a JSON object",
                "[1]     | not a JSON object",
                "hello   | not valid JSON at column",
                "{} {}   | not valid JSON: text follows after its end",
                "{\"a\": | not valid JSON: it ends too early",
            })
    void textThatIsNoJsonObjectIsRefused(String text, String line) {
        TestFiles.write(directory, "config.json", text);

        assertThatThrownBy(() -> QwenVlConfig.read(directory.resolve("config.json")))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(directory.resolve("config.json") + ": " + line);
    }

    @Test
    void generationConfigIsReadAndReadsBackEqual() {
        GenerationConfig expected = new GenerationConfig(
                "chatml", true, 0, 0.3, 1, 1, 512, List.of(556), List.of(), OptionalInt.of(556), 6144);
        GenerationConfig read = GenerationConfig.read(Fixtures.path("tiny-vl/generation_config.json"));
        assertThat(read).isEqualTo(expected);

        read.write(directory.resolve("generation_config.json"));
        assertThat(GenerationConfig.read(directory.resolve("generation_config.json")))
                .isEqualTo(expected);
    }

    @Test
    void absentGenerationConfigMeansDefaults() {
        assertThat(GenerationConfig.read(directory.resolve("generation_config.json")))
                .isEqualTo(GenerationConfig.DEFAULTS);
        TestFiles.write(directory, "generation_config.json", "{\"top_p\": 0.5, \"stop_words_ids\": [[1]]}");
        assertThat(GenerationConfig.read(directory.resolve("generation_config.json"))
                        .topP())
                .isEqualTo(0.5);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"top_p\": 0}               | top_p is 0.0, must be above 0 and at most 1",
                "{\"top_p\": NaN}             | top_p is NaN, must be above 0",
                "{\"temperature\": -1}        | temperature is -1.0, must be at least 0",
                "{\"repetition_penalty\": 0}  | repetition_penalty is 0.0, must be a positive number",
                "{\"chat_format\": \"alpaca\"} | chat_format is alpaca, must be chatml or raw",
                "{\"max_new_tokens\": 0}      | max_new_tokens is 0, must be between 1",
                "{\"eos_token_id\": -2}       | eos_token_id is -2, must be between 0",
            })
    void senselessGenerationConfigsAreRefused(String json, String line) {
        TestFiles.write(directory, "generation_config.json", json);

        assertThatThrownBy(() -> GenerationConfig.read(directory.resolve("generation_config.json")))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(directory.resolve("generation_config.json") + ": " + line);
    }
}
