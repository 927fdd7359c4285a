package io.github.qwenvl4j.train.scenes;

import java.util.List;

/** Exchanges without a picture: greetings, translations of names, and questions about the model. */
final class TextTasks {

    private static final List<QuestionAndAnswer> ENGLISH = List.of(
            new QuestionAndAnswer("Hello!", "Hello! Show me a picture."),
            new QuestionAndAnswer("Hi", "Hello! Show me a picture."),
            new QuestionAndAnswer("Who are you?", "I am pico, a small model that describes pictures."),
            new QuestionAndAnswer("What can you do?", "I can describe pictures, find objects and read signs."),
            new QuestionAndAnswer("What colors do you know?", colours(SceneLanguage.ENGLISH)),
            new QuestionAndAnswer("What shapes do you know?", shapes(SceneLanguage.ENGLISH)),
            new QuestionAndAnswer("Thank you!", "You are welcome!"));
    private static final List<QuestionAndAnswer> CHINESE = List.of(
            new QuestionAndAnswer("你好！", "你好！请给我一张图片。"),
            new QuestionAndAnswer("你是谁？", "我是 pico，一个看图说话的小模型。"),
            new QuestionAndAnswer("你会做什么？", "我会描述图片、框出物体、读出牌子上的文字。"),
            new QuestionAndAnswer("你认识哪些颜色？", colours(SceneLanguage.CHINESE)),
            new QuestionAndAnswer("你认识哪些形状？", shapes(SceneLanguage.CHINESE)),
            new QuestionAndAnswer("谢谢！", "不客气！"));

    private TextTasks() {}

    static QuestionAndAnswer write(SceneLanguage language, SampleForm form, Dice dice) {
        boolean fixed = form == SampleForm.CHAT && dice.chance(0.3);
        return fixed
                ? dice.pick(language == SceneLanguage.ENGLISH ? ENGLISH : CHINESE)
                : translation(language, form, dice);
    }

    private static QuestionAndAnswer translation(SceneLanguage language, SampleForm form, Dice dice) {
        ColourName colour = dice.pick(ColourName.values());
        ShapeName shape = dice.pick(ShapeName.values());
        String english = Phrases.name(colour, shape, SceneLanguage.ENGLISH);
        String chinese = Phrases.name(colour, shape, SceneLanguage.CHINESE);
        if (form == SampleForm.BASE) {
            return language == SceneLanguage.ENGLISH
                    ? new QuestionAndAnswer(chinese + " in English:", " " + english)
                    : new QuestionAndAnswer(english + " in Chinese:", " " + chinese);
        }
        return language == SceneLanguage.ENGLISH
                ? new QuestionAndAnswer("What is \"" + chinese + "\" in English?", english)
                : new QuestionAndAnswer("“" + english + "”用中文怎么说？", chinese);
    }

    private static String colours(SceneLanguage language) {
        return Phrases.list(
                List.of(ColourName.values()).stream()
                        .map(colour -> colour.in(language))
                        .toList(),
                language);
    }

    private static String shapes(SceneLanguage language) {
        return Phrases.list(
                List.of(ShapeName.values()).stream()
                        .map(shape -> shape.in(language))
                        .toList(),
                language);
    }
}
