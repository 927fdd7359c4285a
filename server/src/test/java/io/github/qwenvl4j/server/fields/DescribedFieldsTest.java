package io.github.qwenvl4j.server.fields;

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

    private static final Map<String, Form> FORMS = Map.of(
            "ChatRequest", ChatFields.REQUEST,
            "Message", ChatFields.MESSAGE,
            "OllamaChatRequest", OllamaFields.CHAT_REQUEST,
            "OllamaGenerateRequest", OllamaFields.GENERATE_REQUEST,
            "OllamaOptions", OllamaFields.OPTIONS,
            "OllamaShowRequest", OllamaFields.SHOW_REQUEST);

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
