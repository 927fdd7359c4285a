package io.github.qwenvl4j.train.things;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Grounding;
import io.github.qwenvl4j.grounding.Region;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Talks about icons that are discs, each thing in a colour of its own. */
@Tag("slow") // runs on one JDK
class ThingsWriterTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static List<DrawnSprite> sprites;

    @BeforeAll
    static void drawIcons() throws IOException {
        for (IconStyle style : IconStyle.values()) {
            ObjectNode root = JSON.createObjectNode().put("width", 32).put("height", 32);
            ObjectNode icons = root.putObject("icons");
            for (Thing thing : Things.ALL) {
                String disc = "<circle cx=\"16\" cy=\"16\" r=\"12\" fill=\"#%06x\"/>".formatted(colour(thing.index()));
                icons.putObject(thing.icons().get(0)).put("body", disc);
            }
            Path set = Files.createDirectories(folder.resolve("icons").resolve(style.folder()));
            Files.writeString(set.resolve("icons.json"), root.toString());
        }
        sprites = SpriteMaker.make(folder.resolve("icons"), set -> {});
    }

    private static int colour(int thing) {
        return (thing % 7 * 36 + 20) << 16 | (thing / 7 % 7 * 36 + 20) << 8 | thing / 49 * 34 + 10;
    }

    private static List<Sample.Chat> write(String name, String split, int count) throws IOException {
        Path out = folder.resolve(name);
        ThingsWriter writer = new ThingsWriter(sprites, out);
        if (split.equals("exam")) {
            writer.writeExam(count, done -> {});
        } else {
            writer.writeTalks(7, count, done -> {});
        }
        return Files.readAllLines(out.resolve("samples.jsonl")).stream()
                .map(ThingsWriterTest::parse)
                .filter(Sample.Chat.class::isInstance)
                .map(Sample.Chat.class::cast)
                .toList();
    }

    private static Sample parse(String line) {
        try {
            return JSON.readValue(line, Sample.class);
        } catch (IOException e) {
            throw new IllegalStateException(line, e);
        }
    }

    @Test
    void boxesAreWhereTheThingsAre() throws IOException {
        Map<String, Integer> colours = new HashMap<>();
        Things.ALL.forEach(thing -> colours.put("the " + thing.noun().english(), colour(thing.index())));
        int checked = 0;
        for (Sample.Chat talk : write("exam", "exam", 40)) {
            Region region = Grounding.parse(talk.conversations().get(1).value()).regions().stream()
                    .findFirst()
                    .orElse(null);
            boolean png = talk.images().stream().allMatch(image -> image.endsWith(".png"));
            if (talk.id().startsWith("find/") && png && region != null && colours.containsKey(region.label())) {
                BufferedImage image = ImageIO.read(
                        folder.resolve("exam").resolve(talk.images().get(0)).toFile());
                Box found = bounds(image, colours.get(region.label()));
                Box said = (Box) region.marks().get(0);
                if (found != null) {
                    assertThat(List.of(said.x1(), said.y1(), said.x2(), said.y2()))
                            .as(talk.id())
                            .zipSatisfy(
                                    List.of(found.x1(), found.y1(), found.x2(), found.y2()),
                                    (a, b) -> assertThat(a).isCloseTo(b, within(25)));
                    checked++;
                }
            }
        }
        assertThat(checked).isPositive();
    }

    /** Where the picture has this colour; null if something else has it too, or something lies in front of it. */
    private static Box bounds(BufferedImage image, int rgb) {
        int[] box = {9999, 9999, -1, -1};
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == rgb) {
                    box = new int[] {
                        Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x + 1), Math.max(box[3], y + 1)
                    };
                    count++;
                }
            }
        }
        double round = Math.PI / 4 * (box[2] - box[0]) * (box[3] - box[1]);
        return count < 0.85 * round || count > 1.05 * round
                ? null
                : new Box(
                        box[0] * 1000 / image.getWidth(),
                        box[1] * 1000 / image.getHeight(),
                        box[2] * 1000 / image.getWidth(),
                        box[3] * 1000 / image.getHeight());
    }

    @Test
    void theSameSeedWritesTheSameTalks() throws IOException {
        assertThat(write("one", "talks", 30))
                .isEqualTo(write("two", "talks", 30))
                .hasSizeGreaterThan(20);
        Path picture;
        try (var files = Files.list(folder.resolve("one/images"))) {
            picture = files.findFirst().orElseThrow();
        }
        assertThat(picture).hasSameBinaryContentAs(folder.resolve("two/images").resolve(picture.getFileName()));
    }

    @Test
    void talksAlsoAskInThePublishedPromptsAndWithoutAPicture() throws IOException {
        List<Sample.Chat> talks = write("published", "talks", 400);
        List<ChatMessage> messages =
                talks.stream().flatMap(talk -> talk.conversations().stream()).toList();
        assertThat(answers(messages, "Generate the caption in English with grounding:"))
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer).startsWith("<ref>").contains("<box>"));
        assertThat(answers(messages, "Generate the caption in Chinese:"))
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer).doesNotContain("<ref>").containsPattern("\\p{IsHan}"));
        List<ChatMessage> withoutPicture = talks.stream()
                .filter(talk -> talk.images().isEmpty())
                .flatMap(talk -> talk.conversations().stream())
                .toList();
        assertThat(withoutPicture)
                .extracting(ChatMessage::value)
                .contains("There is no picture yet. Please show me one.", "还没有图片，请给我一张图片。");
    }

    private static List<String> answers(List<ChatMessage> messages, String question) {
        return IntStream.range(0, messages.size() - 1)
                .filter(i -> messages.get(i).value().endsWith(question))
                .mapToObj(i -> messages.get(i + 1).value())
                .toList();
    }

    @Test
    void anExamAsksEveryRowInBothLanguagesAndTheTenthQuestionAlsoFirst() throws IOException {
        List<Sample.Chat> exam = write("rows", "exam", 2);
        Map<String, Set<String>> languages = exam.stream()
                .map(talk -> talk.id().split("/"))
                .collect(Collectors.groupingBy(id -> id[0], Collectors.mapping(id -> id[2], Collectors.toSet())));
        assertThat(languages)
                .containsKeys("name", "find", "json", "two_pictures", "name_held_out_style", "held_out_wording");
        assertThat(languages.get("count")).containsExactlyInAnyOrder("english", "chinese");
        assertThat(exam)
                .allSatisfy(talk -> assertThat(talk.id()).startsWith(talk.task() + "/")); // readers keep the task
        Map<String, Sample.Chat> byId = exam.stream().collect(Collectors.toMap(Sample::id, talk -> talk));
        for (Sample.Chat talk : exam) {
            if (talk.id().startsWith("tenth_turn/")) {
                Sample.Chat first = byId.get(talk.id().replace("tenth_turn", "first_turn"));
                assertThat(talk.conversations()).hasSize(20);
                assertThat(talk.conversations().get(18).value())
                        .isEqualTo(first.conversations().get(0).value().replaceAll("(?s)^.*</img>\n", ""));
            }
        }
    }

    @Test
    void noThingHasANameOfAnother() {
        Set<String> names = new HashSet<>();
        Things.ALL.stream()
                .flatMap(thing -> thing.names().stream())
                .map(Noun::english)
                .distinct()
                .forEach(name -> assertThat(names.add(name)).as(name).isTrue());
        assertThat(Things.ALL).hasSizeBetween(300, 350);
    }
}
