package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.TEXT;

import io.github.qwenvl4j.server.api.Adapters;

/** Every field of the routes that load and unload adapters. */
public final class AdapterFields {

    static final Form LOAD_REQUEST =
            Form.with().required("lora_name", TEXT).required("lora_path", TEXT).build();

    static final Form UNLOAD_REQUEST =
            Form.with().required("lora_name", TEXT).withoutEffect("lora_int_id").build();

    public static final RequestForm<Adapters.Loading> LOAD = new RequestForm<>(LOAD_REQUEST, Adapters.Loading.class);
    public static final RequestForm<Adapters.Unloading> UNLOAD =
            new RequestForm<>(UNLOAD_REQUEST, Adapters.Unloading.class);

    private AdapterFields() {}
}
