package io.github.qwenvl4j.evaluate.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers brought together with what is right.
 *
 * @param questions those that are scored
 * @param missing ids of questions without an answer
 * @param extra ids of answers without a question
 * @param duplicate ids of further answers to a question that has one
 */
public record Matched<R>(List<Judged<R>> questions, List<String> missing, List<String> extra, List<String> duplicate) {

    private static final int NAMED = 5;

    /** By their ids; by their order where the answers tell none, or the questions' are not unique. */
    public static <R> Matched<R> of(List<Referenced<R>> references, List<GivenAnswer> answers) {
        Set<String> ids = new HashSet<>();
        boolean unique = references.stream().allMatch(each -> ids.add(each.id()));
        boolean named = answers.stream().anyMatch(each -> each.id().isPresent());
        return unique && named ? byId(references, answers) : byOrder(references, answers);
    }

    private static <R> Matched<R> byId(List<Referenced<R>> references, List<GivenAnswer> answers) {
        Map<String, String> given = new LinkedHashMap<>();
        List<String> duplicate = new ArrayList<>();
        for (GivenAnswer answer : answers) {
            String id = answer.id()
                    .orElseThrow(() -> new QwenVlException(
                            Kind.FILE, "some answers have an id, but \"" + shown(answer.text()) + "\" has none"));
            if (given.putIfAbsent(id, answer.text()) != null) {
                duplicate.add(id);
            }
        }
        List<Judged<R>> judged = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Referenced<R> reference : references) {
            String answer = given.remove(reference.id());
            if (answer == null) {
                missing.add(reference.id());
            } else {
                judged.add(new Judged<>(reference.id(), reference.right(), answer));
            }
        }
        return new Matched<>(judged, missing, List.copyOf(given.keySet()), duplicate);
    }

    private static <R> Matched<R> byOrder(List<Referenced<R>> references, List<GivenAnswer> answers) {
        if (references.size() != answers.size()) {
            throw new QwenVlException(
                    Kind.FILE,
                    "answers without unique ids are matched by their order, but there are " + answers.size()
                            + " of them for " + references.size() + " questions");
        }
        List<Judged<R>> judged = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            String id = references.get(i).id();
            String given = answers.get(i).id().orElse(id);
            if (!given.equals(id)) {
                throw new QwenVlException(
                        Kind.FILE,
                        "question " + (i + 1) + " is " + id + ", but answer " + (i + 1) + " is for " + given);
            }
            judged.add(
                    new Judged<>(id, references.get(i).right(), answers.get(i).text()));
        }
        return new Matched<>(judged, List.of(), List.of(), List.of());
    }

    /** @throws QwenVlException naming questions and answers that have no counterpart */
    public Matched<R> requireComplete() {
        Map<String, List<String>> problems = new LinkedHashMap<>();
        problems.put("no answer to", missing);
        problems.put("an answer to no question", extra);
        problems.put("more than one answer to", duplicate);
        problems.values().removeIf(List::isEmpty);
        if (!problems.isEmpty()) {
            List<String> said = new ArrayList<>();
            problems.forEach((problem, ids) -> said.add(problem + " " + named(ids)));
            throw new QwenVlException(Kind.FILE, String.join("; ", said) + " (--allow-missing scores the others)");
        }
        return this;
    }

    private static String named(List<String> ids) {
        String first = String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())));
        return ids.size() > NAMED ? first + " and " + (ids.size() - NAMED) + " more" : first;
    }

    private static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    /** With an empty answer where one is missing. */
    public Matched<R> withEmptyAnswers(List<Referenced<R>> references) {
        Map<String, Judged<R>> known = new HashMap<>();
        questions.forEach(each -> known.put(each.id(), each));
        List<Judged<R>> all = references.stream()
                .map(each -> known.getOrDefault(each.id(), new Judged<>(each.id(), each.right(), "")))
                .toList();
        return missing.isEmpty() ? this : new Matched<>(all, missing, extra, duplicate);
    }
}
