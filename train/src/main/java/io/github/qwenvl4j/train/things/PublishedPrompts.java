package io.github.qwenvl4j.train.things;

/** The prompts of the Qwen-VL paper, which are asked in chats as well as of base models. */
final class PublishedPrompts {

    private static final double SHARE = 0.3;

    private PublishedPrompts() {}

    /** The same exchange, sometimes asked for by a published prompt, if its task has one. */
    static Asked sometimes(Asked asked, Topic topic) {
        boolean published = topic.dice().chance(SHARE);
        return published
                ? switch (asked.task()) {
                    case CAPTION -> asked.withQuestion(caption(topic, ""));
                    case CAPTION_BOXES -> asked.withQuestion(caption(topic, " with grounding"));
                    case READ -> asked.withQuestion(topic.dice().chance(0.5) ? "OCR:" : "OCR");
                    case NAME -> asked.withQuestion(region(asked, topic));
                    default -> asked;
                }
                : asked;
    }

    static String caption(Topic topic, String grounding) {
        String start = topic.dice().chance(0.6) ? "Generate the caption in " : "Describe the image in ";
        return start + topic.say("English", "Chinese") + grounding + ":";
    }

    private static String region(Asked asked, Topic topic) {
        String question = asked.question();
        String box = question.substring(question.indexOf("<box>"), question.indexOf("</box>") + "</box>".length());
        return topic.say("What is <ref>this</ref>" + box + "?", "<ref>这</ref>" + box + "是什么？");
    }
}
