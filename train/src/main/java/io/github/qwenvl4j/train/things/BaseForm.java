package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.train.sample.Sample;

/** Exchanges in the form of a base model: the published prompts, or {@code question Answer:}. */
final class BaseForm {

    private BaseForm() {}

    static Sample.Completion of(String id, Asked exchange, Topic topic) {
        String picture = RawPrompt.picture("0");
        String answer = " " + exchange.answer();
        return switch (exchange.task()) {
            case CAPTION -> completion(id, exchange, picture + PublishedPrompts.caption(topic, ""), answer);
            case CAPTION_BOXES ->
                completion(id, exchange, picture + PublishedPrompts.caption(topic, " with grounding"), answer);
            case FIND -> {
                int end = exchange.answer().indexOf("</ref>") + "</ref>".length();
                yield completion(
                        id,
                        exchange,
                        picture + exchange.answer().substring(0, end),
                        exchange.answer().substring(end));
            }
            case READ ->
                completion(id, exchange, picture + (topic.dice().chance(0.5) ? "OCR:" : question(exchange)), answer);
            default -> completion(id, exchange, picture + question(exchange), answer);
        };
    }

    private static String question(Asked exchange) {
        return " " + exchange.question() + " Answer:";
    }

    private static Sample.Completion completion(String id, Asked exchange, String prompt, String answer) {
        return new Sample.Completion(id, exchange.task().label(), prompt, answer);
    }
}
