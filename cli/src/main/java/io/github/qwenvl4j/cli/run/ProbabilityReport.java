package io.github.qwenvl4j.cli.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Decision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.options.SamplingOptions;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.model.Prompt;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/** The output of {@code run --choice A,B --probabilities}. */
record ProbabilityReport(Decision decision) {

    /** @param others whether there are options that need an answer */
    static void require(boolean wanted, SamplingOptions sampling, boolean others) {
        if (wanted && !(sampling.over(AnswerOptions.greedy(1)).format() instanceof AnswerFormat.Choice)) {
            throw new QwenVlException("--probabilities needs --choice");
        }
        if (wanted && others) {
            throw new QwenVlException("--probabilities takes neither --questions nor --out");
        }
    }

    String text(boolean asJson) {
        return asJson ? json() : lines();
    }

    static ProbabilityReport of(QwenVl model, Prompt prompt, AnswerOptions options) {
        AnswerFormat.Choice choice = (AnswerFormat.Choice) options.format();
        return new ProbabilityReport(model.internals().decide(prompt, choice.texts(), Owner.once()));
    }

    /** Most probable first. */
    private String lines() {
        return decision.options().stream()
                .sorted(Comparator.comparingDouble(Decision.Option::probability).reversed())
                .map(option -> String.format(Locale.ROOT, "%.4f  %s", option.probability(), option.text()))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private String json() {
        ObjectMapper json = new ObjectMapper();
        ArrayNode options = json.createArrayNode();
        decision.options()
                .forEach(option -> options.addObject()
                        .put("text", option.text())
                        .put("probability", option.probability())
                        .put("log_likelihood", option.logLikelihood())
                        .put("tokens", option.tokens()));
        return json.createObjectNode().set("probabilities", options).toString();
    }
}
