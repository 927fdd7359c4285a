package io.github.qwenvl4j.train.scenes;

import java.util.List;

/** Exchanges without a picture: greetings, names in the other language, and what the model is for. */
final class TextTasks {

    private static final List<Exchange> ENGLISH = List.of(
            new Exchange("Hello!", "Hello! Show me a picture."),
            new Exchange("Hi", "Hello! Show me a picture."),
            new Exchange("Who are you?", "I am pico, a small model that describes pictures."),
            new Exchange("What can you do?", "I can describe pictures, find objects and read signs."),
            new Exchange("What colors do you know?", colors(Language.ENGLISH)),
            new Exchange("What shapes do you know?", shapes(Language.ENGLISH)),
            new Exchange("Thank you!", "You are welcome!"));
    private static final List<Exchange> CHINESE = List.of(
            new Exchange("你好！", "你好！请给我一张图片。"),
            new Exchange("你是谁？", "我是 pico，一个看图说话的小模型。"),
            new Exchange("你会做什么？", "我会描述图片、框出物体、读出牌子上的文字。"),
            new Exchange("你认识哪些颜色？", colors(Language.CHINESE)),
            new Exchange("你认识哪些形状？", shapes(Language.CHINESE)),
            new Exchange("谢谢！", "不客气！"));

    private TextTasks() {}

    static Exchange write(Language language, Form form, Dice dice) {
        boolean fixed = form == Form.CHAT && dice.chance(0.3);
        return fixed ? dice.pick(language == Language.ENGLISH ? ENGLISH : CHINESE) : translation(language, form, dice);
    }

    private static Exchange translation(Language language, Form form, Dice dice) {
        ColourName colour = dice.pick(ColourName.values());
        ShapeName shape = dice.pick(ShapeName.values());
        String english = Phrases.name(colour, shape, Language.ENGLISH);
        String chinese = Phrases.name(colour, shape, Language.CHINESE);
        if (form == Form.BASE) {
            return language == Language.ENGLISH
                    ? new Exchange(chinese + " in English:", " " + english)
                    : new Exchange(english + " in Chinese:", " " + chinese);
        }
        return language == Language.ENGLISH
                ? new Exchange("What is \"" + chinese + "\" in English?", english)
                : new Exchange("“" + english + "”用中文怎么说？", chinese);
    }

    private static String colors(Language language) {
        return Phrases.list(
                List.of(ColourName.values()).stream()
                        .map(colour -> colour.in(language))
                        .toList(),
                language);
    }

    private static String shapes(Language language) {
        return Phrases.list(
                List.of(ShapeName.values()).stream()
                        .map(shape -> shape.in(language))
                        .toList(),
                language);
    }
}
