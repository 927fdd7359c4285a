package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.common.AbstractAiServiceWithJsonSchemaIT;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * LangChain4j's kit for AI services that return data, over a script. The engine holds the replies to the schemas that LangChain4j
 * makes: a schema that it refused, or that ruled a reply out, would fail the test.
 */
class ScriptedAiServiceJsonKitTest extends AbstractAiServiceWithJsonSchemaIT {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    private static final String KLAUS = "{\"name\":\"Klaus\",\"age\":37,\"height\":1.78,\"married\":false}";
    private static final String FRANNY = "{\"name\":\"Franny\",\"age\":35,\"height\":1.65,\"married\":true}";
    private static final String PETS = "{\"name\":\"Klaus\",\"pets\":[{\"name\":\"Peanut\"},{\"name\":\"Muffin\"}]}";
    private static final String COLOURS = "{\"name\":\"Klaus\",\"favouriteColors\":[\"orange\",\"green\"]}";
    private static final String GROUPS = "{\"name\":\"Klaus\",\"groups\":[\"A\",\"C\"]}";
    private static final String FAMILY = "{\"name\":\"Francine\",\"children\":[{\"name\":\"Steve\",\"children\":[]},"
            + "{\"name\":\"Hayley\",\"children\":[]}]}";

    /** The ends of the names of the kit's methods, and what the model says. */
    private static final Map<String, String> REPLIES = new HashMap<>();

    static {
        REPLIES.put("pojo_with_primitives", KLAUS);
        REPLIES.put("missing_data", "{\"name\":\"Klaus\"}");
        REPLIES.put(
                "nested_pojo",
                "{\"name\":\"Klaus\",\"shippingAddress\":{\"city\":\"Langley Falls\"},"
                        + "\"billingAddress\":{\"city\":\"New York\"}}");
        REPLIES.put("pojo_with_enum", "{\"name\":\"Klaus\",\"maritalStatus\":\"SINGLE\"}");
        List.of("array", "list", "set").forEach(kind -> {
            REPLIES.put("with_" + kind + "_of_primitives", COLOURS);
            REPLIES.put("with_" + kind + "_of_pojos", PETS);
            REPLIES.put("with_" + kind + "_of_enums", GROUPS);
        });
        REPLIES.put(
                "date_time_fields",
                "{\"name\":\"Klaus\",\"birthDate\":{\"year\":1976,\"month\":8,\"day\":12},"
                        + "\"birthTime\":{\"hour\":14,\"minute\":43,\"second\":0,\"nano\":0},"
                        + "\"birthDateTime\":{\"date\":{\"year\":1976,\"month\":8,\"day\":12},"
                        + "\"time\":{\"hour\":14,\"minute\":43,\"second\":0,\"nano\":0}}}");
        REPLIES.put("return_result_with_pojo", "{\"name\":\"Klaus\"}");
        REPLIES.put("recursion", FAMILY);
        REPLIES.put("uuid", "{\"id\":\"567b229a-6b0a-4f1e-9006-448cd9dfbfda\",\"name\":\"Klaus\"}");
        List.of("primitive", "boxed").forEach(kind -> {
            REPLIES.put("boolean_" + kind, "{\"value\":true}");
            List.of("int_", "long_").forEach(type -> REPLIES.put(type + kind, "{\"value\":2}"));
            List.of("float_", "double_").forEach(type -> REPLIES.put(type + kind, "{\"value\":-0.5}"));
        });
        List.of("extract_list_of_pojo", "extract_set_of_pojo")
                .forEach(name -> REPLIES.put(name, "{\"values\":[" + KLAUS + "," + FRANNY + "]}"));
        REPLIES.put("result_with_list_of_pojo", "{\"values\":[{\"name\":\"Klaus\"},{\"name\":\"Francine\"}]}");
        List.of("list_of_strings", "set_of_strings")
                .forEach(name -> REPLIES.put(name, "{\"values\":[\"Klaus\",\"Franny\"]}"));
        REPLIES.put("extract_enum", "{\"value\":\"SINGLE\"}");
        REPLIES.put("extract_list_of_enums", "{\"values\":[\"SINGLE\",\"MARRIED\",\"MARRIED\"]}");
        REPLIES.put("extract_set_of_enums", "{\"values\":[\"SUNNY\",\"WINDY\",\"RAINY\",\"CLOUDY\"]}");
        String dog = "{\"type\":\"Dog\",\"name\":\"Rex\",\"breed\":\"Labrador\"}";
        REPLIES.put("polymorphic_type", "{\"value\":" + dog + "}");
        REPLIES.put("nested_polymorphic_field", "{\"name\":\"Alice\",\"pet\":" + dog + "}");
        REPLIES.put(
                "recursive_polymorphic_type", "{\"value\":" + sum(sum(constant(1), constant(2)), constant(3)) + "}");
        REPLIES.put(
                "list_of_polymorphic_types",
                "{\"values\":[" + dog + ",{\"type\":\"Cat\",\"name\":\"Whiskers\",\"indoor\":true}]}");
    }

    private static String sum(String left, String right) {
        return "{\"type\":\"Addition\",\"left\":" + left + ",\"right\":" + right + "}";
    }

    private static String constant(int value) {
        return "{\"type\":\"Constant\",\"value\":" + value + "}";
    }

    @BeforeEach
    void write(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        REPLIES.keySet().stream()
                .filter(name::endsWith)
                .max(Comparator.comparing(String::length))
                .ifPresent(key -> script.always().says(REPLIES.get(key)));
    }

    @Override
    protected List<ChatModel> models() {
        return List.of(QwenVlChatModel.of(script.model()));
    }

    @Override
    protected boolean supportsRecursion() {
        return true;
    }
}
