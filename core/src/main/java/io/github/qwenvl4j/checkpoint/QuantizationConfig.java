package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How linear weights are quantised ({@code quantization_config} of config.json). */
public sealed interface QuantizationConfig {

    String PREFIX = "quantization_config.";

    /** No size is larger. */
    int MAX_SIZE = 1 << 24;

    /** The fields of config.json. */
    Map<String, Object> toJson();

    /**
     * The published formats: GPTQ's and AWQ's weights in the language blocks.
     *
     * @param groupSize inputs that share one scale, or {@link #WHOLE}; the last ones of a layer may be fewer
     * @param descAct whether the rows were quantised in order of activation, so that a group's rows are scattered
     * @param sym whether every zero point is 8
     * @param format how zero points are stored
     */
    record Gptq(int bits, int groupSize, boolean descAct, boolean sym, Format format) implements QuantizationConfig {

        /** As a group's size: all inputs of a layer. */
        public static final int WHOLE = -1;

        static final String METHOD = "gptq";
        static final String AWQ_METHOD = "awq";

        private static final int EACH = 8; // values in an integer

        /** {@code checkpoint_format}. */
        public enum Format {
            GPTQ,
            GPTQ_V2,
            /** AutoAWQ's: values along the outputs, in an order of its own, and always groups of consecutive inputs. */
            AWQ;

            private String key() {
                return name().toLowerCase(Locale.ROOT);
            }

            private static Format of(String key) {
                return Stream.of(GPTQ, GPTQ_V2)
                        .filter(format -> format.key().equals(key))
                        .findFirst()
                        .orElseThrow(() -> new QwenVlException(PREFIX + "checkpoint_format is " + Check.shown(key)
                                + ", only gptq and gptq_v2 are supported"));
            }
        }

        /**
         * Fields about how the weights were produced or how other programs compute, which do not change the meaning of
         * the stored numbers.
         */
        private static final Set<String> HARMLESS = Set.of(
                "act_group_aware",
                "batch_size",
                "block_name_to_quantize",
                "cache_block_outputs",
                "damp_auto_increment",
                "damp_percent",
                "dataset",
                "disable_exllama",
                "exllama_config",
                "max_input_length",
                "meta",
                "model_file_base_name",
                "model_name_or_path",
                "model_seqlen",
                "module_name_preceding_first_block",
                "modules_in_block_to_quantize",
                "mse",
                "offload_to_disk",
                "pad_token_id",
                "static_groups",
                "tokenizer",
                "true_sequential",
                "use_cuda_fp16",
                "use_exllama",
                "uuid");

        public Gptq {
            Check.that(bits == 4, PREFIX + "bits", bits, "only 4 is supported");
            if (groupSize != WHOLE) {
                Check.range(PREFIX + "group_size", groupSize, 8, MAX_SIZE);
                Check.that(groupSize % EACH == 0, PREFIX + "group_size", groupSize, "must be a multiple of 8");
            }
        }

        /** Groups of a layer with so many inputs. */
        public long groups(long inputs) {
            return groupSize == WHOLE ? 1 : (inputs + groupSize - 1) / groupSize;
        }

        /** The group of input {@code k} where groups are runs of inputs. */
        int group(long k) {
            return groupSize == WHOLE ? 0 : Math.toIntExact(k / groupSize);
        }

        /** @throws QwenVlException where a file cannot hold a layer with so many inputs, naming their {@code field} */
        public void requireInputs(String field, long inputs) {
            Check.that(inputs % EACH == 0, field, inputs, "must be a multiple of 8 for int4 weights");
            boolean full = format != Format.AWQ || groupSize == WHOLE || inputs % groupSize == 0;
            Check.that(full, field, inputs, "must be a multiple of " + PREFIX + "group_size " + groupSize);
        }

        /** The largest group of packed int4 of which these groups consist. */
        public Optional<Integer> packedGroup() {
            return Packed.GROUPS.stream()
                    .filter(size -> groupSize == WHOLE || groupSize % size == 0)
                    .findFirst();
        }

        /** Whether packed int4 can hold the weights as they were quantised: not where a group's inputs are scattered. */
        public boolean fitsPacked() {
            return packedGroup().isPresent() && (!descAct || groupSize == WHOLE);
        }

        @Override
        public Map<String, Object> toJson() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("bits", bits);
            json.put("group_size", groupSize);
            if (format == Format.AWQ) {
                json.put("zero_point", !sym);
                json.put("version", "gemm");
                json.put("quant_method", AWQ_METHOD);
                return json;
            }
            json.put("desc_act", descAct);
            json.put("sym", sym);
            json.put("quant_method", METHOD);
            json.put("checkpoint_format", format.key());
            return json;
        }

        private static Gptq fromAwq(JsonFields fields) {
            String version = fields.text("version", "gemm").toLowerCase(Locale.ROOT);
            Check.that(version.equals("gemm"), PREFIX + "version", version, "only gemm is supported");
            boolean zeros = fields.bool("zero_point", true);
            Gptq config = new Gptq(fields.integer("bits"), fields.integer("group_size"), false, !zeros, Format.AWQ);
            fields.requireKnown(
                    Set.of("modules_to_not_convert", "backend", "do_fuse", "exllama_config", "fuse_max_seq_len"));
            return config;
        }

        private static Gptq from(JsonFields fields) {
            String word = fields.text("pack_dtype", "int32");
            Check.that(word.equals("int32"), PREFIX + "pack_dtype", word, "only int32 is supported");
            Gptq config = new Gptq(
                    fields.integer("bits"),
                    fields.integer("group_size"),
                    fields.bool("desc_act", false),
                    fields.bool("sym", true),
                    Format.of(fields.text("checkpoint_format", fields.text("format", Format.GPTQ.key()))));
            fields.requireKnown(HARMLESS);
            return config;
        }
    }

    /**
     * This project's format, see docs/formats.md: every linear weight in the layout of the kernels, so that mapped
     * files are used directly.
     *
     * @param bits of the language blocks' weights, 8 or 4; the vision tower and lm_head, which lose too much accuracy
     *     in 4 bits, and weights whose shape does not allow 4 bits, have 8
     * @param group inputs that share one scale in 4 bits
     */
    record Packed(int bits, int group) implements QuantizationConfig {

        static final String METHOD = "qwenvl4j-packed";

        /** The largest group, which weights have that are rounded here. */
        public static final int GROUP = 128;

        /** Groups that the kernels know, the largest first. */
        static final List<Integer> GROUPS = List.of(GROUP, 64, 32);

        /** Outputs per block in 4 bits. */
        public static final int BLOCK = 64;

        /** The layout of one weight. */
        public enum Form {
            INT8,
            INT4
        }

        public Packed {
            Check.that(bits == 8 || bits == 4, PREFIX + "bits", bits, "only 8 and 4 are supported");
            Check.that(GROUPS.contains(group), PREFIX + "group_size", group, "only 128, 64 and 32 are supported");
        }

        public Packed(int bits) {
            this(bits, GROUP);
        }

        /** The form of a linear weight {@code [outputs, inputs]}. @param block whether it is one of the language blocks' */
        public Form form(boolean block, long outputs, long inputs) {
            boolean fits = outputs % BLOCK == 0 && inputs % group == 0;
            return bits == 4 && block && fits ? Form.INT4 : Form.INT8;
        }

        /** Shape of the integers of the weight {@code name}. */
        public static List<Long> shape(Form form, long outputs, long inputs) {
            return form == Form.INT8 ? List.of(outputs, inputs) : List.of(outputs / BLOCK, inputs, BLOCK / 2L);
        }

        /** Shape of its scales, which are named {@code name_scales}. */
        public List<Long> scalesShape(Form form, long outputs, long inputs) {
            return form == Form.INT8 ? List.of(outputs) : List.of(inputs / group, outputs, 2L);
        }

        @Override
        public Map<String, Object> toJson() {
            return Map.of("bits", bits, "group_size", group, "quant_method", METHOD);
        }
    }

    /** Reads {@code quantization_config}. */
    static QuantizationConfig from(JsonFields fields) {
        // The method is checked first, because other methods have other fields.
        String method = fields.text("quant_method");
        return switch (method) {
            case Gptq.METHOD -> Gptq.from(fields);
            case Gptq.AWQ_METHOD -> Gptq.fromAwq(fields);
            case Packed.METHOD -> {
                Packed packed = new Packed(fields.integer("bits"), fields.integer("group_size"));
                fields.requireKnown(Set.of());
                yield packed;
            }
            default ->
                throw new QwenVlException(PREFIX + "quant_method is " + Check.shown(method) + ", only " + Gptq.METHOD
                        + ", " + Gptq.AWQ_METHOD + " and " + Packed.METHOD + " are supported");
        };
    }
}
