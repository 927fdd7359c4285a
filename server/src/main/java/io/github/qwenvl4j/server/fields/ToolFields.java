package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.FLAG;
import static io.github.qwenvl4j.server.fields.Plain.OBJECT;
import static io.github.qwenvl4j.server.fields.Plain.TEXT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/** The fields about tools that OpenAI's APIs and Ollama's have in common, and Anthropic's. */
final class ToolFields {

    /** A tool, its function in an object of its own. */
    static final Form TOOL = Form.with()
            .required("type", Neutral.only("function"))
            .required("function", function(Form.with()).build())
            .build();

    /** A tool that is the function itself. */
    static final Form FLAT_TOOL =
            function(Form.with().required("type", Neutral.only("function"))).build();

    static final Form ANTHROPIC_TOOL = Form.with()
            .field("type", Neutral.only("custom"))
            .required("name", TEXT)
            .field("description", TEXT)
            .required("input_schema", OBJECT)
            .withoutEffect("cache_control", "strict", "eager_input_streaming", "input_examples", "defer_loading")
            .build();

    private static final Form CALLED =
            Form.with().required("name", TEXT).required("arguments", TEXT).build();

    /** A call that the assistant has made. */
    static final Form CALL = Form.with()
            .field("id", TEXT)
            .field("type", Neutral.only("function"))
            .required("function", CALLED)
            .withoutEffect("index")
            .build();

    static final FieldRule CHOICE = new OrText(
            new FormByType(Map.of(
                    "function",
                    Form.with()
                            .required("type", TEXT)
                            .required(
                                    "function",
                                    Form.with().required("name", TEXT).build())
                            .build())),
            "none, auto, required or an object that names a function",
            Map.of("none", type("none"), "auto", type("auto"), "required", type("required")));

    /** A choice that names the function itself. */
    static final FieldRule FLAT_CHOICE = new OrText(
            new FormByType(Map.of(
                    "function",
                    Form.with().required("type", TEXT).required("name", TEXT).build())),
            "none, auto, required or an object that names a function",
            Map.of("none", type("none"), "auto", type("auto"), "required", type("required")));

    static final FormByType ANTHROPIC_CHOICE = new FormByType(Map.of(
            "none", Form.with().required("type", TEXT).build(),
            "auto", anthropicChoice().build(),
            "any", anthropicChoice().build(),
            "tool", anthropicChoice().required("name", TEXT).build()));

    private ToolFields() {}

    private static Form.Builder function(Form.Builder form) {
        return form.required("name", TEXT)
                .field("description", TEXT)
                .field("parameters", OBJECT)
                .withoutEffect("strict");
    }

    private static Form.Builder anthropicChoice() {
        return Form.with().required("type", TEXT).field("disable_parallel_tool_use", FLAG);
    }

    private static JsonNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
