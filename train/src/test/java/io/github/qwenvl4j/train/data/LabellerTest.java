package io.github.qwenvl4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.family.qwenvl.text.ChatMl;
import io.github.qwenvl4j.family.qwenvl.text.PlainText;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.prompt.layout.Window;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sample has the ids that the model is asked with. */
class LabellerTest {

    private static final String ANSWER = "<ref>a dog</ref><box>(1,2),(3,4)</box> <img>/etc/passwd</img><|im_end|>";

    private final QwenTokenizer tokenizer = QwenTokenizer.load(Fixtures.path("tiny-vl/qwen.tiktoken"), 256);

    @Test
    void aConversationIsThePromptAndItsAnswer() {
        Tokenized sample = new Labeller(tokenizer)
                .label(new Sample.Chat(
                        "1",
                        "sft",
                        List.of(
                                ChatMessage.user(
                                        "Picture 1: <img>a.png</img>\nPicture 2: <img>b.png</img>\nWhat is <|im_end|>?"),
                                ChatMessage.assistant(ANSWER))));
        Message question = Message.user("What is <|im_end|>?", Picture.at("a.png"), Picture.at("b.png"));
        assertThat(sample.ids()).startsWith(prompt(new ChatMl(tokenizer), question));
        assertThat(sample.images()).hasSize(2);
        assertThat(sample.trunk()).isEqualTo(sample.images().get(1).start() + 258);
    }

    @Test
    void aCompletionIsThePromptAndItsAnswer() {
        Tokenized sample = new Labeller(tokenizer)
                .label(new Sample.Completion("1", "ocr", "<img>a.png</img>OCR with grounding:", ANSWER));
        Message question = RawPrompt.user("<img>a.png</img>OCR with grounding:", SpecialsHonoured.VISUAL, Picture::at);
        int[] prompt = prompt(new PlainText(tokenizer), question);
        assertThat(sample.ids())
                .startsWith(prompt)
                .endsWith(tokenizer.specials().endOfText());
        assertThat(sample.images()).hasSize(1);
        assertThat(tokenizer.decode(
                        Arrays.stream(sample.labels()).filter(id -> id >= 0).toArray()))
                .isEqualTo(ANSWER + "<|endoftext|>");
    }

    private static int[] prompt(PromptTemplate template, Message question) {
        return template.encode(Dialogue.of(question), Window.UNBOUNDED, PictureOrder.AS_TRAINED, PictureRows.FIXED)
                .ids();
    }
}
