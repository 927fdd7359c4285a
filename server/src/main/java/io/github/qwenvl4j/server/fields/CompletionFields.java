package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.FLAG;
import static io.github.qwenvl4j.server.fields.Plain.TEXT;
import static io.github.qwenvl4j.server.fields.Plain.WHOLE;

import com.fasterxml.jackson.databind.JsonNode;

/** Every field of {@code /v1/completions}. */
public final class CompletionFields {

    static final Form REQUEST = Extensions.ofAnswers(ChatFields.structure(ChatFields.sampling(Form.with())))
            .required("prompt", TEXT)
            .field("echo", FLAG)
            .field("logprobs", WHOLE)
            .field("suffix", Neutral.empty("fill-in-the-middle is not supported"))
            .field("best_of", Neutral.only(1))
            .field("typical_p", Neutral.only(1))
            .field("length_penalty", Neutral.only(1))
            .field("use_beam_search", Neutral.only(false))
            .withoutEffect("add_special_tokens", "priority", "cache_salt", "request_id", "cache_prompt")
            .build();

    public static final RequestForm<JsonNode> COMPLETIONS = new RequestForm<>(REQUEST, JsonNode.class);

    private CompletionFields() {}
}
