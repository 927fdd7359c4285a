package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a model on a hub: {@code Qwen/Qwen-VL-Chat}. */
public record ModelName(String organisation, String model) {

    private static final Pattern PART = Pattern.compile("(?!.*(--|\\.\\.))[A-Za-z0-9_][A-Za-z0-9._-]{0,95}(?<![.-])");
    private static final Pattern NAME = Pattern.compile("([^/]+)/([^/]+)");

    public ModelName {
        if (!PART.matcher(organisation).matches() || !PART.matcher(model).matches()) {
            throw new QwenVlException("'" + organisation + "/" + model + "' is no model name like Qwen/Qwen-VL-Chat");
        }
    }

    /** @throws QwenVlException when {@code text} is not {@code organisation/model} */
    public static ModelName parse(String text) {
        Matcher name = NAME.matcher(text);
        if (!name.matches()) {
            throw new QwenVlException("'" + text + "' is no model name like Qwen/Qwen-VL-Chat");
        }
        return new ModelName(name.group(1), name.group(2));
    }

    @Override
    public String toString() {
        return organisation + "/" + model;
    }
}
