package io.github.qwenvl4j.train.stage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.qwenvl4j.adapter.AdapterConfig;
import io.github.qwenvl4j.adapter.Targets;
import java.util.List;

/**
 * The adapter of a stage.
 *
 * @param rank of its matrices; 0: no adapter
 * @param alpha the adapter is multiplied by {@code alpha / rank}
 * @param dropout of its inputs
 * @param targets names of the linear layers
 * @param save modules that are trained as a whole and saved with it, such as {@code wte}
 */
public record AdapterPlan(int rank, double alpha, double dropout, List<String> targets, List<String> save) {

    public AdapterPlan {
        targets = List.copyOf(targets);
        save = List.copyOf(save);
    }

    @JsonIgnore
    boolean used() {
        return rank > 0;
    }

    /** @param base folder or name of the base model */
    AdapterConfig config(String base) {
        return new AdapterConfig(base, rank, alpha, false, dropout, Targets.of(targets), save);
    }
}
