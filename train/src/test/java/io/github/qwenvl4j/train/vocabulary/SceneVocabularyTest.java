package io.github.qwenvl4j.train.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.train.scenes.Alphabet;
import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import io.github.qwenvl4j.train.scenes.ShapeName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow") // runs on one JDK
class SceneVocabularyTest {

    private static final RankedTokens VOCABULARY = SceneVocabulary.train(SceneVocabulary.MERGES);

    @TempDir
    static Path folder;

    private static QwenTokenizer tokenizer;

    @BeforeAll
    static void load() {
        Path file = folder.resolve("trained.tiktoken");
        VOCABULARY.write(file);
        tokenizer = QwenTokenizer.load(file, 64);
    }

    @Test
    void everyByteIsThereAndNoTokenTwice() {
        for (int b = 0; b < 256; b++) {
            assertThat(VOCABULARY.tokens().get(b)).containsExactly((byte) b);
        }
        assertThat(VOCABULARY.tokens().stream().map(SceneVocabularyTest::text).distinct())
                .hasSize(VOCABULARY.size());
        assertThat(VOCABULARY.size()).isLessThan(1300);
    }

    @Test
    void namesAndCharactersAreSingleTokens() {
        List<String> texts = new ArrayList<>(Alphabet.characters());
        for (ColourName colour : ColourName.values()) {
            texts.add(" " + colour.in(SceneLanguage.ENGLISH));
            texts.add(colour.in(SceneLanguage.CHINESE));
        }
        for (ShapeName shape : ShapeName.values()) {
            texts.add(" " + shape.in(SceneLanguage.ENGLISH));
            texts.add(" " + shape.in(SceneLanguage.ENGLISH) + "s");
            texts.add(shape.in(SceneLanguage.CHINESE));
        }
        assertThat(texts).allSatisfy(text -> assertThat(count(text)).isEqualTo(1));
        assertThat(count("红色圆形")).isEqualTo(2);
        assertThat(count("Where is the red circle?")).isEqualTo(6);
    }

    @Test
    void signsAreSpelledCharacterByCharacter() {
        for (String word : List.of("COFFEE", "STOP", "Library", "KZ4821", "咖啡", "停车", "请勿打扰")) {
            assertThat(count(word)).as(word).isEqualTo(word.length());
        }
    }

    @Test
    void trainingTwiceGivesEqualFiles() {
        VOCABULARY.write(folder.resolve("first"));
        SceneVocabulary.train(SceneVocabulary.MERGES).write(folder.resolve("second"));
        assertThat(folder.resolve("second")).hasSameBinaryContentAs(folder.resolve("first"));
    }

    @Test
    void aGroundedNameIsShort() {
        String object = "<ref>an orange rectangle</ref><box>(123,456),(789,987)</box>";
        assertThat(count(object)).isEqualTo(24);
    }

    @Test
    void theFileHasOneTokenAndItsRankOnEachLine() throws Exception {
        Path file = folder.resolve("qwen.tiktoken");
        VOCABULARY.write(file);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(VOCABULARY.size());
        String[] last = lines.get(lines.size() - 1).split(" ");
        assertThat(Base64.getDecoder().decode(last[0]))
                .isEqualTo(VOCABULARY.tokens().get(lines.size() - 1));
        assertThat(last[1]).isEqualTo(String.valueOf(lines.size() - 1));
    }

    private static String text(byte[] token) {
        return new String(token, StandardCharsets.ISO_8859_1);
    }

    private static int count(String text) {
        return tokenizer.encode(text, SpecialsHonoured.ALL).length;
    }
}
