package io.github.qwenvl4j.server.fields;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The description of the API and the manual name every field that requests may have. */
class DescribedFieldsTest {

    private static final Map<String, Form> FORMS = Map.ofEntries(
            entry("ChatRequest", ChatFields.REQUEST),
            entry("Message", ChatFields.MESSAGE),
            entry("CompletionRequest", CompletionFields.REQUEST),
            entry("AnthropicRequest", MessagesFields.REQUEST),
            entry("AnthropicMessage", MessagesFields.MESSAGE),
            entry("AnthropicCountRequest", MessagesFields.COUNT),
            entry("ResponseRequest", ResponsesFields.REQUEST),
            entry("InputMessage", ResponsesFields.MESSAGE),
            entry("ResponseCountRequest", ResponsesFields.COUNT),
            entry("TokenizeRequest", TokenFields.TOKENIZE_REQUEST),
            entry("DetokenizeRequest", TokenFields.DETOKENIZE_REQUEST),
            entry("TemplateRequest", TokenFields.TEMPLATE_REQUEST),
            entry("PagesRequest", PageFields.REQUEST),
            entry("LoadAdapterRequest", AdapterFields.LOAD_REQUEST),
            entry("UnloadAdapterRequest", AdapterFields.UNLOAD_REQUEST),
            entry("DecisionRequest", DecisionFields.REQUEST),
            entry("OllamaChatRequest", OllamaFields.CHAT_REQUEST),
            entry("OllamaGenerateRequest", OllamaFields.GENERATE_REQUEST),
            entry("OllamaOptions", OllamaFields.OPTIONS),
            entry("OllamaShowRequest", OllamaFields.SHOW_REQUEST));

    @Test
    void theDescriptionHasEveryFieldAndNoOther() throws IOException {
        try (InputStream in = DescribedFieldsTest.class.getResourceAsStream("/openapi.json")) {
            JsonNode document = new ObjectMapper().readTree(in);
            FORMS.forEach((name, form) -> {
                TreeSet<String> described = new TreeSet<>();
                document.at("/components/schemas/" + name + "/properties")
                        .fieldNames()
                        .forEachRemaining(described::add);
                assertThat(described).as(name).isEqualTo(new TreeSet<>(form.names()));
            });
        }
    }

    @Test
    void theManualHasEveryField() throws IOException {
        String manual = Files.readString(Path.of("../docs/server.md"));
        FORMS.forEach((name, form) -> assertThat(form.names())
                .as(name)
                .allSatisfy(field -> assertThat(manual).containsPattern("`[^`]*\\b" + field + "\\b[^`]*`")));
    }
}
