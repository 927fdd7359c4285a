package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.Dice;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wordings of questions, {@code wordings.txt}: under {@code [task language]} one per line, in which {@code (a|b)}
 * is one of several, and {@code {the}} a name. Every third line is held out: training never sees it.
 */
final class TalkWordings {

    private static final Pattern CHOICE = Pattern.compile("\\(([^()]*\\|[^()]*)\\)");
    private static final Map<String, List<String>> LINES = read();

    /** Which lines are used. */
    enum Part {
        SEEN,
        HELD_OUT
    }

    private final Part part;

    TalkWordings(Part part) {
        this.part = part;
    }

    private static Map<String, List<String>> read() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        String task = "";
        for (String line : Things.lines("wordings.txt")) {
            if (line.startsWith("[")) {
                task = line.substring(1, line.length() - 1);
                all.put(task, new ArrayList<>());
            } else {
                all.get(task).add(line);
            }
        }
        return all;
    }

    /** A wording in which no choice is left; names are not yet filled in. */
    String draw(String task, SceneLanguage language, Dice dice) {
        List<String> lines = LINES.get(task + (language == SceneLanguage.ENGLISH ? " en" : " zh"));
        List<String> usable = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if ((i % 3 == 2) == (part == Part.HELD_OUT)) {
                usable.add(lines.get(i));
            }
        }
        Matcher matcher = CHOICE.matcher(dice.pick(usable));
        return matcher.replaceAll(choice ->
                        Matcher.quoteReplacement(dice.pick(choice.group(1).split("\\|", -1))))
                .replace(" ?", "?")
                .replace("  ", " ");
    }
}
