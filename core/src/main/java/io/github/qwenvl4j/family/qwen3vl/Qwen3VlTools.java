package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.Grammar;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import io.github.qwenvl4j.constraint.schema.JsonGrammar;
import io.github.qwenvl4j.prompt.CalledTools;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.ToolCall;
import io.github.qwenvl4j.prompt.ToolDefinition;
import io.github.qwenvl4j.prompt.ToolForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tools as this family writes them: definitions in the system's message, a call as JSON between {@code <tool_call>} and
 * {@code </tool_call>}, a result between {@code <tool_response>} and {@code </tool_response>}.
 */
public enum Qwen3VlTools implements ToolForm {
    FORM;

    static final String OPEN = "<tool_call>";
    static final String CLOSE = "</tool_call>";

    private static final String BEFORE =
            "# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
                    + "You are provided with function signatures within <tools></tools> XML tags:\n<tools>";
    private static final String BEHIND =
            "\n</tools>\n\nFor each function call, return a json object with function name "
                    + "and arguments within <tool_call></tool_call> XML tags:\n<tool_call>\n"
                    + "{\"name\": <function-name>, \"arguments\": <args-json-object>}\n</tool_call>";

    /** The system's message with the definitions of tools behind its text. */
    public static Message described(Optional<Message> system, List<ToolDefinition> tools) {
        List<Part> parts = new ArrayList<>();
        system.ifPresent(message -> {
            parts.addAll(message.parts());
            parts.add(new Part.Text("\n\n"));
        });
        parts.add(new Part.Text(BEFORE));
        tools.forEach(tool -> parts.add(new Part.Text("\n" + tool.json())));
        parts.add(new Part.Tagged(BEHIND, SpecialsHonoured.ALL));
        return new Message(Role.SYSTEM, parts);
    }

    @Override
    public CalledTools parse(String text) {
        return CallScanner.over(text, false).called();
    }

    @Override
    public CalledTools parseGrowing(String text) {
        return CallScanner.over(text, true).called();
    }

    @Override
    public Optional<ToolCall> unfinished(String text) {
        return CallScanner.over(text, true).unfinished();
    }

    @Override
    public boolean inCall(String text) {
        return CallScanner.over(text, true).inCall();
    }

    @Override
    public Optional<String> beginning(Optional<String> name) {
        String open = OPEN + "\n{\"name\": \"";
        return Optional.of(
                name.map(given -> open + given + "\", \"arguments\": ").orElse(open));
    }

    /**
     * What stands between the tags of a call: its arguments fit the tool's schema, and are written as the template writes
     * JSON.
     *
     * @throws QwenVlException of kind UNSUPPORTED for a schema that cannot be enforced, naming the tool
     */
    static Grammar grammar(List<ToolDefinition> tools) {
        Terms terms = new Terms();
        List<Term> choices = new ArrayList<>();
        for (ToolDefinition tool : tools) {
            choices.add(terms.sequence(
                    terms.text("\n{\"name\": \"" + tool.name() + "\", \"arguments\": "),
                    arguments(tool, terms),
                    terms.text("}\n")));
        }
        return new Grammar(terms, terms.either(choices));
    }

    private static Term arguments(ToolDefinition tool, Terms terms) {
        String call = "the call of " + tool.name();
        try {
            Term object = JsonGrammar.of(tool.parameters(), terms, true);
            if (object == terms.nothing()) {
                throw new QwenVlException("no arguments fit their schema");
            }
            return object;
        } catch (QwenVlException e) {
            throw new QwenVlException(e.kind(), call + " cannot be held to its schema: " + e.getMessage());
        }
    }
}
