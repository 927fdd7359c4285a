package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.AnswerFormat;

/** A list of places as this family was trained to write it, with or without a fence around it. */
final class PlaceList {

    private static final String NUMBER = "(0|[1-9][0-9]?[0-9]?|1000)";
    private static final String BOX = "\"bbox_2d\": \\[%1$s, %1$s, %1$s, %1$s\\]".formatted(NUMBER);
    private static final String POINT = "\"point_2d\": \\[%1$s, %1$s\\]".formatted(NUMBER);
    private static final String WORDS = "\"([^\"\\\\\\n\\r\\t]|\\\\[\"\\\\nt])*\"";
    private static final String PLACE = "\\{(" + BOX + "|" + POINT + ")(, \"(label|text_content)\": " + WORDS + ")?\\}";
    private static final String LIST = "\\[(\\n?\\t?" + PLACE + "(,( |\\n\\t?)" + PLACE + ")*\\n?)?\\]";

    static final AnswerFormat FORMAT = AnswerFormat.regex("(" + LIST + "|```json\\n" + LIST + "\\n```)");

    private PlaceList() {}
}
