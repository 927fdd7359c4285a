package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.Dice;
import java.util.List;

/** Exchanges about the model itself. */
final class SmallTalk {

    private static final String HELLO = "Hello! Show me a picture.";
    private static final String HAN_HELLO = "你好！请给我一张图片。";
    private static final String ABILITIES = "I can describe pictures, find and count things, and read signs.";
    private static final String HAN_ABILITIES = "我会描述图片、框出和数出东西、读出牌子上的文字。";
    private static final String NO_PICTURE = "There is no picture yet. Please show me one.";
    private static final String HAN_NO_PICTURE = "还没有图片，请给我一张图片。";
    private static final List<List<String>> ENGLISH = List.of(
            List.of("Hello!", HELLO),
            List.of("Hi", HELLO),
            List.of("Hello", HELLO),
            List.of("Who are you?", "I am pico, a small model that describes pictures."),
            List.of("What are you?", "I am pico, a small model that describes pictures."),
            List.of("What can you do?", ABILITIES),
            List.of("Can you help me?", ABILITIES),
            List.of("Thank you!", "You are welcome!"),
            List.of("Thanks", "You are welcome!"));
    private static final List<List<String>> CHINESE = List.of(
            List.of("你好！", HAN_HELLO),
            List.of("你好", HAN_HELLO),
            List.of("你是谁？", "我是 pico，一个看图说话的小模型。"),
            List.of("你会做什么？", HAN_ABILITIES),
            List.of("你能做什么？", HAN_ABILITIES),
            List.of("谢谢！", "不客气！"),
            List.of("谢谢", "不客气！"));

    private SmallTalk() {}

    static Asked write(Topic topic) {
        List<String> chosen = topic.dice().pick(topic.english() ? ENGLISH : CHINESE);
        return new Asked(ThingTask.TEXT, chosen.get(0), chosen.get(1));
    }

    /** A question about a picture that nobody has shown. */
    static Asked withoutPicture(Topic topic) {
        Dice dice = topic.dice();
        Noun noun = dice.pick(dice.pick(Things.ALL).names());
        String question = switch (dice.whole(0, 5)) {
            case 0 -> topic.ask(dice.pick("caption", "boxes", "read", "list"));
            case 1 -> topic.ask("find", noun, false);
            case 2 -> topic.ask("count", noun, true);
            case 3 -> topic.ask("present", noun, false);
            case 4 -> topic.ask("colour", noun, false);
            default -> PublishedPrompts.caption(topic, dice.chance(0.5) ? " with grounding" : "");
        };
        return new Asked(ThingTask.TEXT, question, topic.say(NO_PICTURE, HAN_NO_PICTURE));
    }
}
