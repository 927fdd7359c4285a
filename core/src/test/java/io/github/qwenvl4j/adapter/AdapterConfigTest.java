package io.github.qwenvl4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterConfigTest {

    private static final String PLAIN =
            "\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 8, \"target_modules\": [\"w2\", \"c_attn\"]";

    @TempDir
    private Path folder;

    private AdapterConfig read(String fields) throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), "{" + fields + "}");
        return AdapterConfig.read(folder);
    }

    /** As peft 0.18 writes it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"use_dora\": false, \"use_rslora\": false, \"rank_pattern\": {}, \"alpha_pattern\": {}",
                "\"layers_to_transform\": null, \"layers_pattern\": null, \"exclude_modules\": null, \"bias\": \"none\"",
                "\"target_parameters\": null, \"lora_bias\": false, \"peft_version\": \"0.18.0\", \"arrow_config\": null",
                "\"init_lora_weights\": true, \"loftq_config\": {}, \"eva_config\": null, \"qalora_group_size\": 16"
            })
    void neutralValuesAreAccepted(String fields) throws IOException {
        assertThat(read(PLAIN + ", " + fields).scaling()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"use_dora\": true | use_dora is true, which is not supported",
                "\"rank_pattern\": {\"w1\": 2} | rank_pattern is {\"w1\":2}, which is not supported",
                "\"alpha_pattern\": {\"w1\": 2} | alpha_pattern",
                "\"layers_to_transform\": [0] | layers_to_transform",
                "\"exclude_modules\": [\"w1\"] | exclude_modules",
                "\"target_parameters\": [\"x\"] | target_parameters",
                "\"init_lora_weights\": \"pissa\" | init_lora_weights is \"pissa\", which is not supported",
                "\"init_lora_weights\": \"olora\" | init_lora_weights",
                "\"bias\": \"all\" | bias is \"all\", which is not supported",
                "\"a_new_option\": 3 | a_new_option is 3, which is not supported"
            })
    void whatWouldChangeNumbersIsRefusedByName(String field, String message) {
        assertThatThrownBy(() -> read(PLAIN + ", " + field))
                .hasMessageStartingWith(folder.resolve("adapter_config.json") + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void rankStabilisedScalingIsDone() throws IOException {
        assertThat(read(PLAIN + ", \"use_rslora\": true").scaling()).isEqualTo(4);
    }

    @Test
    void targetsAreNamesInAnyOrderOrAnExpression() throws IOException {
        Targets names = read(PLAIN).targets();
        assertThat(names.match("transformer.h.0.attn.c_attn")).isTrue();
        assertThat(names.match("transformer.h.0.mlp.xw2")).isFalse();
        String expression = PLAIN.replace("[\"w2\", \"c_attn\"]", "\".*\\\\.h\\\\.[01]\\\\..*w1\"");
        Targets matching = read(expression).targets();
        assertThat(matching.match("transformer.h.1.mlp.w1")).isTrue();
        assertThat(matching.match("transformer.h.2.mlp.w1")).isFalse();
    }

    @Test
    void theGoldenConfigurationsAreReadAndWrittenTheSame() throws IOException {
        for (String name : List.of("lora-r8", "lora-r64", "lora-r8-base")) {
            Path golden = Fixtures.path("finetune/" + name);
            AdapterConfig config = AdapterConfig.read(golden);
            config.write(folder);
            assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                            .readTree(folder.resolve("adapter_config.json").toFile()))
                    .isEqualTo(Fixtures.json("finetune/" + name + "/adapter_config.json"));
        }
    }
}
