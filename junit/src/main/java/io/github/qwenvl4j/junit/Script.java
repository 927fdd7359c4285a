package io.github.qwenvl4j.junit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a scripted model replies to what, and what it was asked. Thread-safe. */
final class Script {

    /** The scripts of opened models, by the directories of their checkpoints. */
    private static final Map<Path, Script> OPEN = new ConcurrentHashMap<>();

    private record Rule(String asked, ScriptedReply reply) {}

    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<String> prompts = new CopyOnWriteArrayList<>();

    static void register(Path directory, Script script) {
        OPEN.put(directory.toAbsolutePath(), script);
    }

    static void forget(Path directory) {
        OPEN.remove(directory.toAbsolutePath());
    }

    static Script of(Path directory) {
        return OPEN.get(directory.toAbsolutePath());
    }

    /** Later rules come first. */
    void add(String asked, ScriptedReply reply) {
        rules.add(0, new Rule(asked, reply));
    }

    /** @param message the last of the prompt */
    Optional<ScriptedReply> reply(String message) {
        return rules.stream()
                .filter(rule -> message.contains(rule.asked()))
                .map(Rule::reply)
                .findFirst();
    }

    void asked(String prompt) {
        prompts.add(prompt);
    }

    List<String> prompts() {
        return List.copyOf(prompts);
    }

    void clear() {
        rules.clear();
        prompts.clear();
    }
}
