package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.prompt.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What generation_config.json says about the end of an answer holds. */
class StopWordsTest {

    private static final String QUESTION = "What is to be seen?";

    @TempDir
    private Path folder;

    private List<Integer> whole;

    @BeforeEach
    void answerWithoutThem() throws IOException {
        for (String name : new String[] {"config.json", "model.safetensors", "qwen.tiktoken"}) {
            Files.createSymbolicLink(
                    folder.resolve(name), BuiltInModel.directory().resolve(name));
        }
        whole = answer("{\"chat_format\": \"chatml\"}").ids();
        assertThat(whole).hasSizeGreaterThan(3);
    }

    @Test
    void eosTokenIdIsANumberOrAList() throws IOException {
        int third = whole.get(2);
        List<Integer> before = whole.subList(0, whole.indexOf(third));
        assertThat(answer("{\"chat_format\": \"chatml\", \"eos_token_id\": " + third + "}")
                        .ids())
                .isEqualTo(before);
        assertThat(answer("{\"chat_format\": \"chatml\", \"eos_token_id\": [5, " + third + "]}")
                        .ids())
                .isEqualTo(before);
    }

    @Test
    void stopWordsOfOneAndOfSeveralIdsEndAnAnswer() throws IOException {
        Answer one = answer("{\"chat_format\": \"chatml\", \"stop_words_ids\": [[" + whole.get(2) + "]]}");
        assertThat(one.ids()).isEqualTo(whole.subList(0, whole.indexOf(whole.get(2))));

        Answer two = answer("{\"chat_format\": \"chatml\", \"stop_words_ids\": [" + whole.subList(1, 3) + "]}");
        assertThat(two.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(two.ids()).hasSizeLessThan(whole.size());
    }

    @Test
    void senselessOnesAreRefusedByName() {
        assertThatThrownBy(() -> answer("{\"eos_token_id\": [\"a\"]}"))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("eos_token_id is [\"a\"], must be a list of whole numbers");
        assertThatThrownBy(() -> answer("{\"stop_words_ids\": [7]}"))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("stop_words_ids is 7, must be a list");
    }

    private Answer answer(String generation) throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), generation);
        try (QwenVl model = QwenVl.open(folder)) {
            AnswerOptions options =
                    AnswerOptions.greedy(12).withStopStrings(model.defaults().stopStrings());
            return model.ask(Message.user(QUESTION), options);
        }
    }
}
