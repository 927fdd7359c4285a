package io.github.qwenvl4j.langchain4j;

import io.github.qwenvl4j.junit.ScriptedQwenVl;
import io.github.qwenvl4j.prompt.ToolCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model that passes LangChain4j's kits would say, so that they check everything else. */
record KitScript(ScriptedQwenVl script) {

    static final String WEATHER = "{\"city\": \"Munich\"}";
    static final String TIME = "{\"country\": \"France\"}";

    /** @param test the name of the kit's method: some ask the same for different answers */
    void write(String test) {
        script.always().says("Hello!");
        script.whenAsked("capital of Germany").says("The capital of Germany is Berlin.");
        if (test.contains("responseFormat") || test.contains("response_format_with_schema")) {
            script.whenAsked("capital of Germany").says("{\"city\":\"Berlin\"}");
        }
        script.whenAsked("JSON object containing").says("{\"city\":\"Berlin\"}");
        script.whenAsked("I love you").says("Ich liebe dich");
        script.whenAsked("favorite color").says("It is green.");
        script.whenAsked("Say 'Hello World'").says("Hello World");
        script.whenAsked("What do you see").says("A cat");
        script.whenAsked("Describe both images").says("A cat, and two dice");
        script.whenAsked("long story").repeats("Once upon a time there was a cat. ");
        tools(test);
        aiServices();
    }

    /** @param test the name of a method of the kits for AI services, whose tools say something else */
    void writeForServices(String test) {
        write(test);
        script.whenAsked("tool: 20").says("Today.");
        if (test.contains("structured_output")) {
            script.whenAsked("tool: sunny").says("{\"city\":\"Munich\",\"weather\":\"SUNNY\"}");
        }
    }

    private void tools(String test) {
        script.whenAsked("weather in Munich").calls("getWeather", Map.of("city", "Munich"));
        script.whenAsked("I live in Munich").calls("getWeather", Map.of("city", "Munich"));
        script.whenAsked("in parallel").calls(new ToolCall("getWeather", WEATHER), new ToolCall("getTime", TIME));
        script.whenAsked("get_current_time").calls("get_current_time", Map.of());
        boolean formatted = test.contains("respecting_JSON_response_format");
        script.whenAsked("tool: sunny").says(formatted ? "{\"weather\":\"sunny\"}" : "The sun shines.");
        script.whenAsked("tool: 10:14").says("It is 10:14.");
        script.whenAsked("tool: sunny14:35").says("The sun shines in Munich, and it is 14:35 in France.");
    }

    private void aiServices() {
        script.whenAsked("Use 'getWeather' tool").calls("getWeather", Map.of("arg0", "Munich"));
        script.whenAsked("date today").calls("currentDate", Map.of());
        script.whenAsked("37 plus 87").calls("add", sum(37, 87));
        script.whenAsked("previous result").calls("add", sum(124, 47));
        script.whenAsked("73 plus 78").calls(ToolCall.of("add", sum(37, 87)), ToolCall.of("add", sum(73, 78)));
        script.whenAsked("tool: 124").says("It is 124.");
        script.whenAsked("tool: 124151").says("They are 124 and 151.");
        script.whenAsked("First add 2 and 3").calls("add", sum(2, 3));
        script.whenAsked("tool: 5").calls("multiply", sum(5, 4));
        script.whenAsked("tool: 20").says("It is 20.");
        script.whenAsked("Call tool 'modify'").calls("modify", Map.of("arg0", 7));
        script.whenAsked("takePhoto").calls("takePhoto", Map.of());
        script.whenAsked("tool: [picture]").says("A cat");
        script.whenAsked("tool: Its name is Whiskers[picture]").says("A cat, Whiskers");
        script.whenAsked("username").calls("getUsernameFromId", Map.of("arg0", "62dbcc27-aaf3-449a-b12d-5a904271a57f"));
        script.whenAsked("tool: Alice").says("It is Alice.");
        script.whenAsked("1.78m height")
                .calls(
                        "process",
                        Map.of("arg0", ordered("name", "Klaus", "age", 37, "height", 1.78, "married", false)));
        script.whenAsked("Langley Falls")
                .calls("process", Map.of("arg0", ordered("name", "Klaus", "address", Map.of("city", "Langley Falls"))));
        script.whenAsked("Steve and Hayley")
                .calls(
                        "process",
                        Map.of(
                                "arg0",
                                ordered("name", "Francine", "children", List.of(child("Steve"), child("Hayley")))));
        script.whenAsked("HH:MM:SS").calls("currentTime", Map.of());
        script.whenAsked("17:11:45").says("It is 17:11:45.");
        script.whenAsked("in celsius").calls("currentTemperature", ordered("arg0", "Munich", "arg1", "CELSIUS"));
        script.whenAsked("tool: 19").says("19 degrees");
        script.whenAsked("Francine is 47").calls("process", Map.of("arg0", ordered("Klaus", 42, "Francine", 47)));
        script.whenAsked("names: Klaus and Franny").calls("processNames", Map.of("arg0", List.of("Klaus", "Franny")));
        script.whenAsked("RED and GREEN").calls("process", Map.of("arg0", List.of("RED", "GREEN")));
        script.whenAsked("37, 73").calls("processNumbers", Map.of("arg0", List.of(37, 73)));
        script.whenAsked("people: Klaus and Franny")
                .calls("process", Map.of("arg0", List.of(Map.of("name", "Klaus"), Map.of("name", "Franny"))));
    }

    private static Map<String, Object> sum(int a, int b) {
        return ordered("arg0", a, "arg1", b);
    }

    private static Map<String, Object> child(String name) {
        return ordered("name", name, "children", List.of());
    }

    /** In the order of the tool's schema, as models write arguments. */
    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            ordered.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return ordered;
    }
}
