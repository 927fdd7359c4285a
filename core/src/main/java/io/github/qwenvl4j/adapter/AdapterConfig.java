package io.github.qwenvl4j.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.file.JsonProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code adapter_config.json} of peft, old and new. Options that would change numbers and are not done are refused by
 * name; their neutral values are accepted.
 *
 * @param base name or folder of the base model
 * @param rank r
 * @param alpha the weights of the adapter are multiplied by {@code alpha / rank}
 * @param rankStabilised whether it is {@code alpha / sqrt(rank)} instead (rsLoRA)
 * @param dropout during training
 * @param save modules that are trained as a whole, such as {@code wte}
 */
public record AdapterConfig(
        String base,
        int rank,
        double alpha,
        boolean rankStabilised,
        double dropout,
        Targets targets,
        List<String> save) {

    public static final String FILE = "adapter_config.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Options that do not change the numbers of an adapter that was trained, or are read above. */
    private static final Set<String> FREE = Set.of(
            "auto_mapping",
            "base_model_name_or_path",
            "inference_mode",
            "init_lora_weights",
            "lora_alpha",
            "lora_dropout",
            "megatron_core",
            "modules_to_save",
            "peft_type",
            "peft_version",
            "qalora_group_size",
            "r",
            "revision",
            "runtime_config",
            "target_modules",
            "task_type",
            "use_rslora");

    /** Initialisations that leave the base model as it is. */
    private static final Set<String> PLAIN_STARTS = Set.of("true", "false", "gaussian", "null", "");

    public AdapterConfig {
        save = List.copyOf(save);
        if (rank < 1) {
            throw new QwenVlException("r is " + rank + ", but must be at least 1");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new QwenVlException("lora_dropout is " + dropout + ", but must be from 0 to below 1");
        }
    }

    /** What the product of both matrices is multiplied by. */
    public double scaling() {
        return rankStabilised ? alpha / Math.sqrt(rank) : alpha / rank;
    }

    /** @throws QwenVlException naming the file and what is missing, unknown or not supported */
    public static AdapterConfig read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return of(JSON.readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            throw new QwenVlException(Kind.CHECKPOINT, file + ": is " + JsonProblem.of(e), e);
        } catch (QwenVlException e) {
            throw new QwenVlException(Kind.UNSUPPORTED, file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    public static AdapterConfig of(JsonNode json) {
        if (!json.path("peft_type").asText().equals("LORA")) {
            throw new QwenVlException("peft_type is " + json.path("peft_type") + ", but only LORA is supported");
        }
        for (Map.Entry<String, JsonNode> option : json.properties()) {
            requireNeutral(option.getKey(), option.getValue());
        }
        if (!PLAIN_STARTS.contains(json.path("init_lora_weights").asText("null"))) {
            throw unsupported("init_lora_weights", json.get("init_lora_weights"));
        }
        return new AdapterConfig(
                json.path("base_model_name_or_path").asText(""),
                json.path("r").asInt(),
                json.path("lora_alpha").asDouble(),
                json.path("use_rslora").asBoolean(),
                json.path("lora_dropout").asDouble(),
                Targets.read(json.path("target_modules")),
                texts(json.path("modules_to_save")));
    }

    private static void requireNeutral(String name, JsonNode value) {
        boolean neutral = value.isNull()
                || value.isBoolean() && !value.booleanValue()
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual()
                        && (value.textValue().isEmpty()
                                || name.equals("bias") && value.textValue().equals("none"));
        if (!neutral && !FREE.contains(name)) {
            throw unsupported(name, value);
        }
    }

    private static QwenVlException unsupported(String name, JsonNode value) {
        return new QwenVlException(name + " is " + value + ", which is not supported");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Writes the fields that peft 0.5 and later ones read; replaces an existing file. */
    public void write(Path folder) {
        ObjectNode json = JSON.createObjectNode();
        json.putNull("auto_mapping");
        json.put("base_model_name_or_path", base);
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        json.putNull("layers_pattern");
        json.putNull("layers_to_transform");
        if (alpha == Math.rint(alpha)) {
            json.put("lora_alpha", (long) alpha);
        } else {
            json.put("lora_alpha", alpha);
        }
        json.put("lora_dropout", dropout);
        json.set("modules_to_save", save.isEmpty() ? JSON.nullNode() : JSON.valueToTree(save));
        json.put("peft_type", "LORA");
        json.put("r", rank);
        json.putNull("revision");
        json.set("target_modules", JSON.valueToTree(targets.written()));
        json.put("task_type", "CAUSAL_LM");
        if (rankStabilised) {
            json.put("use_rslora", true);
        }
        AtomicFile.write(folder.resolve(FILE), json.toPrettyString() + "\n");
    }
}
