package io.github.qwenvl4j.cli.evaluation;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.OpeningOptions;
import io.github.qwenvl4j.evaluate.own.Asker;
import io.github.qwenvl4j.evaluate.own.EndpointAsker;
import io.github.qwenvl4j.evaluate.own.ModelAsker;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who answers one's own questions: a model here, or a server. */
final class AskerOptions {

    private static final String KEY = "QWENVL_ENDPOINT_KEY";

    @Mixin
    private ModelOption model;

    @Mixin
    private OpeningOptions compute;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description =
                    "Ask a server with OpenAI's API instead of --model, for example http://127.0.0.1:8080/v1; its key is in the "
                            + "environment variable " + KEY + ".")
    private String endpoint;

    @Option(
            names = "--endpoint-model",
            paramLabel = "NAME",
            description = "The model at the server (default: the first that it lists).")
    private String endpointModel;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description = "Longest answer (default ${DEFAULT-VALUE}).")
    private int maxNewTokens;

    int maxNewTokens() {
        return maxNewTokens;
    }

    /** Of the model, for the report. */
    String name() {
        return endpoint == null ? model.name() : endpoint;
    }

    Asker open() {
        if (endpoint != null) {
            compute.requireNoAdapter("is for --model; the server of --endpoint has its own");
        }
        return endpoint == null
                ? new ModelAsker(QwenVl.open(model.directory(), compute.openOptions(model)))
                : new EndpointAsker(
                        endpoint, Optional.ofNullable(System.getenv(KEY)), Optional.ofNullable(endpointModel));
    }
}
