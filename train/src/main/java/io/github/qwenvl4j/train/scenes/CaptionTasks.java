package io.github.qwenvl4j.train.scenes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Captions: the names of all objects from left to right, then the signs. */
final class CaptionTasks {

    private static final List<String> BASE_ENGLISH =
            List.of("Generate the caption in English:", "Describe the image in English:");
    private static final List<String> BASE_CHINESE =
            List.of("Generate the caption in Chinese:", "Describe the image in Chinese:", "用中文描述图片：");
    private static final List<String> GROUNDING_ENGLISH =
            List.of("Generate the caption in English with grounding:", "Describe the image in English with grounding:");
    private static final List<String> GROUNDING_CHINESE = List.of(
            "Generate the caption in Chinese with grounding:",
            "Describe the image in Chinese with grounding:",
            "用中文描述图片并框出物体：");
    private static final List<String> ENGLISH = List.of(
            "Describe the image.",
            "Describe the picture.",
            "Describe this image in English.",
            "What is in the picture?",
            "What is in the image?",
            "What do you see?");
    private static final List<String> CHINESE = List.of("描述这张图片。", "图中有什么？", "用中文描述这张图片。", "图片里有什么？", "你看到了什么？");
    private static final List<String> FIND_ENGLISH = List.of(
            "Describe the image with grounding.",
            "Find all objects.",
            "Locate all objects in the image.",
            "Where are the objects?",
            "Detect every object in the picture.",
            "What is in the picture, and where?");
    private static final List<String> FIND_CHINESE =
            List.of("框出所有物体", "框出图中所有物体的位置", "描述图片并框出物体。", "物体都在哪里？", "找出图中所有的物体。");

    private CaptionTasks() {}

    static Optional<QuestionAndAnswer> caption(Ask ask) {
        return Optional.of(write(ask, BASE_ENGLISH, BASE_CHINESE, ENGLISH, CHINESE, false));
    }

    static Optional<QuestionAndAnswer> withGrounding(Ask ask) {
        return Optional.of(write(ask, GROUNDING_ENGLISH, GROUNDING_CHINESE, FIND_ENGLISH, FIND_CHINESE, true));
    }

    private static QuestionAndAnswer write(
            Ask ask,
            List<String> baseEnglish,
            List<String> baseChinese,
            List<String> english,
            List<String> chinese,
            boolean grounded) {
        String text = text(ask, grounded);
        return ask.base()
                ? new QuestionAndAnswer(ask.wording(baseEnglish, baseChinese), " " + text)
                : new QuestionAndAnswer(ask.wording(both(english, baseEnglish), both(chinese, baseChinese)), text);
    }

    /** The published prompts are also used in chat form. */
    private static List<String> both(List<String> chat, List<String> base) {
        return Stream.concat(chat.stream(), base.stream()).toList();
    }

    private static String text(Ask ask, boolean grounded) {
        Scene scene = ask.scene();
        List<String> items = new ArrayList<>();
        for (List<SceneObject> group : Phrases.groups(scene.objects())) {
            String name = Phrases.counted(group.size(), Phrases.name(group.get(0), ask.language()), ask.language());
            items.add(grounded ? Phrases.ref(name) + Phrases.boxes(group, scene) : name);
        }
        for (SceneSign sign : ReadingTasks.ordered(scene)) {
            String name = ask.english() ? "a sign \"" + sign.text() + "\"" : "一个写着“" + sign.text() + "”的牌子";
            items.add(grounded ? Phrases.ref(name) + Phrases.box(sign.quad().box(), scene) : name);
        }
        return Phrases.list(items, ask.language());
    }
}
