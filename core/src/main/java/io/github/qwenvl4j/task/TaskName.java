package io.github.qwenvl4j.task;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses tasks as written on a command line. */
final class TaskName {

    private static final String TASKS =
            "caption[:zh], ground[:zh], find:WORDS, count:WORDS, describe:(x1,y1),(x2,y2), ocr, ocr-ground,"
                    + " document:markdown|html|json, ask:QUESTION";
    private static final Pattern BOX = Pattern.compile("\\(?(\\d{1,4}),(\\d{1,4})\\)?,\\(?(\\d{1,4}),(\\d{1,4})\\)?");

    private TaskName() {}

    static Task parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String argument = colon < 0 ? "" : text.substring(colon + 1).strip();
        return switch (name) {
            case "caption" -> new Task.Caption(language(text, argument));
            case "ground" -> new Task.GroundedCaption(language(text, argument));
            case "find" -> new Task.Find(words(text, argument));
            case "describe" -> new Task.Describe(box(text, argument));
            case "count" -> new Task.Count(words(text, argument));
            case "document" -> new Task.Document(form(text, argument));
            case "ask" -> new Task.Ask(words(text, argument));
            case "ocr", "ocr-ground" -> reading(text, name, argument);
            default -> throw new QwenVlException("unknown task '" + text + "': use one of " + TASKS);
        };
    }

    private static Language language(String text, String argument) {
        return switch (argument) {
            case "", "en" -> Language.ENGLISH;
            case "zh" -> Language.CHINESE;
            default -> throw new QwenVlException("task '" + text + "': the language is en or zh");
        };
    }

    private static DocumentForm form(String text, String argument) {
        return switch (argument) {
            case "markdown" -> DocumentForm.MARKDOWN;
            case "html" -> DocumentForm.HTML;
            case "json" -> DocumentForm.JSON;
            default -> throw new QwenVlException("task '" + text + "': the form is markdown, html or json");
        };
    }

    private static String words(String text, String argument) {
        if (argument.isEmpty()) {
            throw new QwenVlException("task '" + text + "' needs text after a colon, for example find:the dog");
        }
        return argument;
    }

    private static Task reading(String text, String name, String argument) {
        if (!argument.isEmpty()) {
            throw new QwenVlException("task '" + text + "': " + name + " takes no text after a colon");
        }
        return name.equals("ocr") ? new Task.Read() : new Task.GroundedRead();
    }

    private static Box box(String text, String argument) {
        Matcher numbers = BOX.matcher(argument.replace(" ", ""));
        if (!numbers.matches()) {
            throw new QwenVlException(
                    "task '" + text + "' needs a box in thousandths, for example describe:(120,80),(450,600)");
        }
        return new Box(number(numbers, 1), number(numbers, 2), number(numbers, 3), number(numbers, 4));
    }

    private static int number(Matcher numbers, int group) {
        return Integer.parseInt(numbers.group(group));
    }
}
