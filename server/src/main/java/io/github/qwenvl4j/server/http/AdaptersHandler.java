package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.Adapters;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.fields.AdapterFields;
import io.javalin.http.Context;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** Loads and unloads adapters of the first model while it answers; for holders of an admin key. */
final class AdaptersHandler {

    static final String LOAD = "/v1/load_lora_adapter";
    static final String UNLOAD = "/v1/unload_lora_adapter";
    static final Set<String> ROUTES = Set.of(LOAD, UNLOAD);

    private static final String NAME = "[\\w.:/-]{1,80}";

    private final AnswerPipeline pipeline;
    private final Models models;
    private final ServedAdapters adapters;

    AdaptersHandler(AnswerPipeline pipeline, Models models) {
        this.pipeline = pipeline;
        this.models = models;
        this.adapters = new ServedAdapters(models);
    }

    void load(Context context) {
        pipeline.read(context, AdapterFields.LOAD, request -> {
            if (!request.loraName().matches(NAME)) {
                throw ApiException.invalid("lora_name", "must have 1 to 80 letters, digits, and . : / _ -");
            }
            adapters.add(request.loraName(), folder(request));
            reply(context, models.view(request.loraName()));
        });
    }

    private static Path folder(Adapters.Loading request) {
        try {
            return Path.of(request.loraPath());
        } catch (InvalidPathException e) {
            throw ApiException.invalid("lora_path", "is no path");
        }
    }

    void unload(Context context) {
        pipeline.read(context, AdapterFields.UNLOAD, request -> {
            ModelView left = models.view(request.loraName());
            adapters.remove(request.loraName());
            reply(context, left.withState(ModelSlot.State.UNLOADED));
        });
    }

    private static void reply(Context context, ModelView view) {
        JsonReply.send(context, InfoHandler.described(view));
    }
}
