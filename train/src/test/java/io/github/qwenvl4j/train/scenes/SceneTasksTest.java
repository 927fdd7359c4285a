package io.github.qwenvl4j.train.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SceneTasksTest {

    private static final SceneTasks TASKS =
            new SceneTasks(SceneOptions.objects().withSides(200, 300), Split.TRAINING);
    private static final int SEEDS = 120;

    @ParameterizedTest
    @EnumSource(TaskKind.class)
    void equalSeedsGiveEqualSamples(TaskKind kind) {
        for (SceneLanguage language : SceneLanguage.values()) {
            for (SampleForm form : SampleForm.values()) {
                assertThat(TASKS.sample(kind, language, form, 5)).isEqualTo(TASKS.sample(kind, language, form, 5));
            }
        }
    }

    /** A curriculum begins with one object. */
    @ParameterizedTest
    @EnumSource(TaskKind.class)
    void everyTaskCanBeSetHoweverFewObjectsAreAllowed(TaskKind kind) {
        SceneTasks few = new SceneTasks(SceneOptions.objects().withObjects(1, 1), Split.TRAINING);
        for (int seed = 0; seed < 20; seed++) {
            assertThat(few.sample(kind, SceneLanguage.ENGLISH, SampleForm.CHAT, seed)
                            .task())
                    .isEqualTo(kind.label());
        }
    }

    @Test
    void theWordingsOfTheDocumentedExamplesOccur() {
        Set<String> prompts = new HashSet<>();
        for (TaskKind kind : TaskKind.values()) {
            for (SceneLanguage language : SceneLanguage.values()) {
                for (int seed = 0; seed < 400; seed++) {
                    prompts.add(question(TASKS.sample(kind, language, SampleForm.CHAT, seed)));
                    prompts.add(question(TASKS.sample(kind, language, SampleForm.BASE, seed)));
                }
            }
        }
        assertThat(prompts)
                .contains(
                        "How many objects are there?",
                        "What is written on the sign?",
                        "What color is the star?",
                        "图中有几个物体？",
                        "Generate the caption in English:",
                        "Generate the caption in Chinese:",
                        "Generate the caption in English with grounding:",
                        "Describe the image in English:",
                        "OCR with grounding:",
                        " What color is the star? Answer:",
                        "<ref>red circle</ref>")
                .anyMatch(prompt -> prompt.matches("Where is the \\w+ circle\\?"))
                .anyMatch(prompt -> prompt.matches("框出.{2}圆形的位置"))
                .anyMatch(prompt -> prompt.matches("<ref>This</ref><box>\\(\\d+,\\d+\\),\\(\\d+,\\d+\\)</box> is"));
    }

    @Test
    void aReferringAnswerHoldsTheBoxesOfTheNamedObjects() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Sample.Chat sample = (Sample.Chat)
                    TASKS.sample(TaskKind.REFERRING_GROUNDING, SceneLanguage.ENGLISH, SampleForm.CHAT, seed);
            Scene scene = scene(sample);
            String answer = sample.conversations().get(1).value();
            Matcher name = Pattern.compile("<ref>the (.*?)s?</ref>").matcher(answer);
            assertThat(name.find()).isTrue();
            List<SceneObject> meant = scene.objects().stream()
                    .filter(object -> (object.colour().in(SceneLanguage.ENGLISH) + " "
                                    + object.shape().in(SceneLanguage.ENGLISH))
                            .endsWith(name.group(1)))
                    .toList();
            List<int[]> boxes = boxes(answer);
            assertThat(boxes).hasSameSizeAs(meant);
            for (int[] box : boxes) {
                assertThat(meant).anySatisfy(object -> assertBox(box, object.box(), scene));
            }
        }
    }

    @Test
    void aGroundedCaptionNamesEveryObjectOnce() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Sample.Completion sample = (Sample.Completion)
                    TASKS.sample(TaskKind.CAPTION_GROUNDING, SceneLanguage.CHINESE, SampleForm.BASE, seed);
            Scene scene = scene(sample);
            assertThat(boxes(sample.completion()))
                    .hasSize(scene.objects().size() + scene.signs().size());
            for (SceneObject object : scene.objects()) {
                assertThat(sample.completion())
                        .contains(object.colour().in(SceneLanguage.CHINESE)
                                + object.shape().in(SceneLanguage.CHINESE));
            }
        }
    }

    @Test
    void aGroundedNameBelongsToTheObjectInTheBox() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Sample.Completion sample = (Sample.Completion)
                    TASKS.sample(TaskKind.GROUNDED_CAPTION, SceneLanguage.ENGLISH, SampleForm.BASE, seed);
            Scene scene = scene(sample);
            int[] box = boxes(sample.prompt()).get(0);
            assertThat(scene.objects()).anySatisfy(object -> {
                assertBox(box, object.box(), scene);
                assertThat(sample.completion())
                        .endsWith(object.colour().in(SceneLanguage.ENGLISH) + " "
                                + object.shape().in(SceneLanguage.ENGLISH));
            });
        }
    }

    @Test
    void colourAndShapeAreThoseOfTheOnlyObjectMeant() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Sample colour = TASKS.sample(TaskKind.VQA_COLOR, SceneLanguage.ENGLISH, SampleForm.CHAT, seed);
            List<SceneObject> meant = scene(colour).objects().stream()
                    .filter(object -> question(colour).contains(object.shape().in(SceneLanguage.ENGLISH)))
                    .toList();
            assertThat(meant).hasSize(1);
            assertThat(answer(colour)).isEqualTo(meant.get(0).colour().in(SceneLanguage.ENGLISH));
            Sample shape = TASKS.sample(TaskKind.VQA_SHAPE, SceneLanguage.CHINESE, SampleForm.CHAT, seed);
            List<SceneObject> coloured = scene(shape).objects().stream()
                    .filter(object -> question(shape).contains(object.colour().in(SceneLanguage.CHINESE)))
                    .toList();
            assertThat(coloured).hasSize(1);
            assertThat(answer(shape)).isEqualTo(coloured.get(0).shape().in(SceneLanguage.CHINESE));
        }
    }

    @Test
    void countsAreThoseOfTheScene() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Sample sample = TASKS.sample(TaskKind.VQA_COUNT, SceneLanguage.ENGLISH, SampleForm.CHAT, seed);
            String question = question(sample);
            long count = scene(sample).objects().stream()
                    .filter(object -> question.contains("objects")
                            ? noColourIn(question)
                                    || question.contains(object.colour().in(SceneLanguage.ENGLISH) + " ")
                            : question.contains(object.shape().in(SceneLanguage.ENGLISH)))
                    .count();
            assertThat(answer(sample)).as(question).isEqualTo(String.valueOf(count));
        }
    }

    @Test
    void positionsFollowFromTheCentres() {
        Pattern form =
                Pattern.compile("Is the (\\w+ \\w+) (?:to the )?(left|above|right|below)(.*) the (\\w+ \\w+)\\?");
        for (int seed = 0; seed < SEEDS; seed++) {
            Sample sample = TASKS.sample(TaskKind.VQA_POSITION, SceneLanguage.ENGLISH, SampleForm.CHAT, seed);
            Matcher m = form.matcher(question(sample));
            assertThat(m.matches()).as(question(sample)).isTrue();
            Extent subject = named(m.group(1), scene(sample)).box();
            Extent other = named(m.group(4), scene(sample)).box();
            boolean sideways = m.group(2).equals("left") || m.group(2).equals("right");
            String truth = sideways
                    ? subject.centreX() < other.centreX() ? "left" : "right"
                    : subject.centreY() < other.centreY() ? "above" : "below";
            boolean choice = m.group(3).contains(" or ");
            assertThat(answer(sample)).isEqualTo(choice ? truth : truth.equals(m.group(2)) ? "Yes" : "No");
        }
    }

    @Test
    void yesAndNoAreBothTrueAndBothFrequent() {
        int yes = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Sample sample = TASKS.sample(TaskKind.VQA_YES_NO, SceneLanguage.ENGLISH, SampleForm.CHAT, seed);
            boolean there = scene(sample).objects().stream()
                    .anyMatch(object -> question(sample)
                            .contains(" " + object.colour().in(SceneLanguage.ENGLISH) + " "
                                    + object.shape().in(SceneLanguage.ENGLISH)));
            assertThat(answer(sample)).startsWith(there ? "Yes, there is a" : "No, there is no ");
            yes += there ? 1 : 0;
        }
        assertThat(yes).isBetween(SEEDS / 3, 2 * SEEDS / 3);
    }

    @Test
    void readingGivesTheTextOfTheSigns() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Sample read = TASKS.sample(TaskKind.OCR, SceneLanguage.CHINESE, SampleForm.CHAT, seed);
            assertThat(answer(read)).isEqualTo(scene(read).signs().get(0).text());
            Sample.Completion grounded = (Sample.Completion)
                    TASKS.sample(TaskKind.OCR_GROUNDING, SceneLanguage.ENGLISH, SampleForm.BASE, seed);
            List<SceneSign> signs = scene(grounded).signs();
            assertThat(grounded.completion())
                    .matches(
                            "( <ref>[^<]+</ref><quad>(\\(\\d+,\\d+\\),?){4}</quad>)(<ref>[^<]+</ref><quad>(\\(\\d+,\\d+\\),?){4}</quad>)*");
            assertThat(signs)
                    .isNotEmpty()
                    .allSatisfy(
                            sign -> assertThat(grounded.completion()).contains("<ref>" + sign.text() + "</ref><quad>"));
        }
    }

    @Test
    void aComparisonIsAnsweredByItsTwoPictures() {
        Pattern which = Pattern.compile("(?:Which picture has|In which picture is there) an? (\\w+ \\w+)\\?");
        Pattern number = Pattern.compile("How many objects are in Picture ([12])\\?");
        Map<String, Integer> asked = new HashMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Sample sample = TASKS.sample(TaskKind.COMPARE_TWO, SceneLanguage.ENGLISH, SampleForm.CHAT, seed);
            assertThat(sample.images()).hasSize(2);
            Scene first = SceneHandle.parse(sample.images().get(0)).scene();
            Scene second = SceneHandle.parse(sample.images().get(1)).scene();
            Matcher named = which.matcher(question(sample));
            Matcher counted = number.matcher(question(sample));
            String kind;
            String truth;
            if (counted.matches()) {
                kind = "number of " + counted.group(1);
                Scene meant = counted.group(1).equals("1") ? first : second;
                truth = String.valueOf(meant.objects().size());
            } else if (named.matches()) {
                boolean inFirst = holds(first, named.group(1));
                assertThat(inFirst).isNotEqualTo(holds(second, named.group(1)));
                truth = inFirst ? "Picture 1" : "Picture 2";
                kind = "which has it: " + truth;
            } else {
                assertThat(question(sample)).isIn("Which picture has more objects?", "Which image has more objects?");
                truth = first.objects().size() > second.objects().size() ? "Picture 1" : "Picture 2";
                kind = "which has more: " + truth;
            }
            assertThat(answer(sample)).as(question(sample)).isEqualTo(truth);
            asked.merge(kind, 1, Integer::sum);
        }
        assertThat(asked)
                .hasSize(6)
                .allSatisfy((kind, times) -> assertThat(times).as(kind).isGreaterThan(3));
    }

    @Test
    void heldOutScenesHaveSeedsOfTheirOwn() {
        SceneTasks heldOut = new SceneTasks(TASKS.options(), Split.HELD_OUT);
        for (TaskKind kind : TaskKind.values()) {
            for (int seed = 0; seed < 30; seed++) {
                assertThat(TASKS.sample(kind, SceneLanguage.ENGLISH, SampleForm.CHAT, seed)
                                .images())
                        .allMatch(image -> Split.of(SceneHandle.parse(image).seed()) == Split.TRAINING);
                assertThat(heldOut.sample(kind, SceneLanguage.ENGLISH, SampleForm.CHAT, seed)
                                .images())
                        .allMatch(image -> Split.of(SceneHandle.parse(image).seed()) == Split.HELD_OUT);
            }
        }
    }

    private static boolean holds(Scene scene, String name) {
        return scene.objects().stream()
                .anyMatch(object -> name.equals(object.colour().in(SceneLanguage.ENGLISH) + " "
                        + object.shape().in(SceneLanguage.ENGLISH)));
    }

    private static boolean noColourIn(String question) {
        return List.of(ColourName.values()).stream()
                .noneMatch(colour -> question.contains(" " + colour.in(SceneLanguage.ENGLISH) + " "));
    }

    private static SceneObject named(String name, Scene scene) {
        List<SceneObject> found = scene.objects().stream()
                .filter(object -> name.equals(object.colour().in(SceneLanguage.ENGLISH) + " "
                        + object.shape().in(SceneLanguage.ENGLISH)))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Scene scene(Sample sample) {
        return SceneHandle.parse(sample.images().get(0)).scene();
    }

    private static String question(Sample sample) {
        String text = sample instanceof Sample.Completion completion
                ? completion.prompt()
                : first((Sample.Chat) sample, "user");
        return text.replaceAll("Picture \\d: <img>.*?</img>\n|<img>.*?</img>", "");
    }

    private static String answer(Sample sample) {
        return first((Sample.Chat) sample, "assistant");
    }

    private static String first(Sample.Chat sample, String from) {
        return sample.conversations().stream()
                .filter(message -> message.from().equals(from))
                .map(ChatMessage::value)
                .findFirst()
                .orElseThrow();
    }

    private static List<int[]> boxes(String text) {
        Matcher m = Pattern.compile("<box>\\((\\d+),(\\d+)\\),\\((\\d+),(\\d+)\\)</box>")
                .matcher(text);
        List<int[]> boxes = new ArrayList<>();
        while (m.find()) {
            boxes.add(new int[] {
                Integer.parseInt(m.group(1)),
                Integer.parseInt(m.group(2)),
                Integer.parseInt(m.group(3)),
                Integer.parseInt(m.group(4))
            });
        }
        return boxes;
    }

    private static void assertBox(int[] box, Extent truth, Scene scene) {
        double[] expected = {
            1000 * truth.left() / scene.width(),
            1000 * truth.top() / scene.height(),
            1000 * truth.right() / scene.width(),
            1000 * truth.bottom() / scene.height()
        };
        for (int i = 0; i < 4; i++) {
            assertThat(expected[i] - box[i]).isBetween(-0.001, 1.001);
        }
    }
}
