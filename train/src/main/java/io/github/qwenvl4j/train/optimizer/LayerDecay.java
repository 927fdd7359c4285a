package io.github.qwenvl4j.train.optimizer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Layer-wise learning rate decay of the vision transformer: the last block has the full rate, each earlier block
 * {@code decay} times the rate of the next one, patch and position embeddings {@code decay} times that of the first
 * block. All other parameters have the full rate.
 *
 * @param decay 1: no decay; the paper's stages 1 and 2 use 0.95
 * @param layers of the vision transformer
 */
public record LayerDecay(double decay, int layers) {

    private static final Pattern BLOCK =
            Pattern.compile("transformer\\.visual\\.transformer\\.resblocks\\.(\\d+)\\..*");
    private static final Pattern STEM = Pattern.compile("transformer\\.visual\\.(conv1|positional_embedding|ln_pre).*");

    /** The factor of the learning rate of this parameter. */
    public double factor(String parameter) {
        Matcher block = BLOCK.matcher(parameter);
        if (block.matches()) {
            return Math.pow(decay, layers - 1 - Integer.parseInt(block.group(1)));
        }
        return STEM.matcher(parameter).matches() ? Math.pow(decay, layers) : 1;
    }
}
