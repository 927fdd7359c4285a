package io.github.qwenvl4j.family.qwenvl.config;

/** The five linear layers of a language block, which GPTQ quantises. */
public enum BlockLinear {
    QUERY_KEY_VALUE("attn.c_attn"),
    ATTENTION_OUTPUT("attn.c_proj"),
    W1("mlp.w1"),
    W2("mlp.w2"),
    MLP_OUTPUT("mlp.c_proj");

    private final String key;

    BlockLinear(String key) {
        this.key = key;
    }

    /** Its name within a block's tensors, for example {@code attn.c_attn}. */
    public String key() {
        return key;
    }

    /** Width of its input. */
    public int inputs(LanguageConfig config) {
        return switch (this) {
            case QUERY_KEY_VALUE, W1, W2 -> config.hiddenSize();
            case ATTENTION_OUTPUT -> config.projectionSize();
            case MLP_OUTPUT -> config.mlpSize();
        };
    }

    /** Width of its output. */
    public int outputs(LanguageConfig config) {
        return switch (this) {
            case QUERY_KEY_VALUE -> 3 * config.projectionSize();
            case ATTENTION_OUTPUT, MLP_OUTPUT -> config.hiddenSize();
            case W1, W2 -> config.mlpSize();
        };
    }

    /** Whether it has a bias in a checkpoint that is not quantised. */
    public boolean hasBias(LanguageConfig config) {
        return this == QUERY_KEY_VALUE || !config.noBias();
    }
}
