package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a model on a hub: {@code Qwen/Qwen-VL-Chat}. */
public record ModelName(String organisation, String model) {

    private static final Pattern PART = Pattern.compile("(?!.*(--|\\.\\.))[A-Za-z0-9_][A-Za-z0-9._-]{0,95}(?<![.-])");
    private static final Pattern NAME = Pattern.compile("([^/]+)/([^/]+)");

    /**
     * The address of a hub or mirror, with or without scheme; the name may be followed by the path of a branch or tab.
     */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:https?://)?[\\w-]+(?:\\.[\\w-]+)+(?::\\d+)?/(?:models/)?(?<organisation>[^/?#]+)/(?<model>[^/?#]+?)(?:\\.git)?"
                    + "(?:/(?:tree|blob|resolve)/(?<revision>[^/?#]+).*|/(?:files|summary|discussions)?)?(?:[?#].*)?");

    private static final Set<String> DEFAULT_REVISIONS = Set.of("main", "master");

    public ModelName {
        if (!PART.matcher(organisation).matches() || !PART.matcher(model).matches()) {
            throw new QwenVlException(
                    "'" + organisation + "/" + model + "' is not a model name such as Qwen/Qwen-VL-Chat");
        }
    }

    /**
     * @param text {@code organisation/model}, or the address of a model's page on a hub
     * @throws QwenVlException if it is neither, or is the address of a revision other than the default
     */
    public static ModelName parse(String text) {
        Objects.requireNonNull(text, "text");
        Matcher address = ADDRESS.matcher(text.strip());
        if (address.matches()) {
            ModelName name = new ModelName(address.group("organisation"), address.group("model"));
            String revision = address.group("revision");
            if (revision != null && !DEFAULT_REVISIONS.contains(revision)) {
                throw new QwenVlException("'" + text + "' is the page of revision " + revision + ": ask for " + name
                        + " and that revision instead");
            }
            return name;
        }
        Matcher name = NAME.matcher(text);
        if (!name.matches()) {
            throw new QwenVlException("'" + text + "' is not a model name such as Qwen/Qwen-VL-Chat");
        }
        return new ModelName(name.group(1), name.group(2));
    }

    @Override
    public String toString() {
        return organisation + "/" + model;
    }
}
