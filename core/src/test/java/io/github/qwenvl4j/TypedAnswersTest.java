package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.github.qwenvl4j.constraint.Accepted;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.OpenedModel;
import io.github.qwenvl4j.typed.TypedAnswer;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Records are filled by a model that knows nothing. */
class TypedAnswersTest {

    enum Colour {
        RED,
        @JsonProperty("dark blue")
        BLUE
    }

    record Part(@JsonProperty("part_name") Colour colour, boolean whole, Optional<Part> inner) {}

    record Thing(
            @JsonPropertyDescription("how many there are") byte count,
            Colour colour,
            LocalDate seen,
            List<Part> parts,
            Optional<Colour> other) {

        @JsonIgnore
        public int double_() {
            return 2 * count;
        }
    }

    record Odd(Thread thread) {}

    @Test
    void aRecordIsFilled() {
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.FLOAT32)) {
            int filled = 0;
            for (int seed = 0; seed < 20; seed++) {
                AnswerOptions options =
                        AnswerOptions.greedy(400).withTemperature(1).withSeed(seed);
                try {
                    Thing thing = model.ask(Thing.class, Message.user("What is it?"), options);
                    assertThat(thing.colour()).isNotNull();
                    assertThat(thing.seen()).isNotNull();
                    assertThat(thing.parts()).doesNotContainNull();
                    filled++;
                } catch (QwenVlException e) {
                    assertThat(e.kind()).isEqualTo(QwenVlException.Kind.TOO_LONG);
                }
            }
            assertThat(filled).isGreaterThan(5);
            assertThatThrownBy(() -> model.ask(Thing.class, Message.user("What?"), AnswerOptions.greedy(2)))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessageStartingWith("the answer is not complete within its most tokens (max-new-tokens): {\"");
        }
    }

    record Found(Colour colour, Box box) {}

    @Test
    void everyPartOfARecordHasItsEvidence() {
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.FLOAT32)) {
            AnswerOptions options = AnswerOptions.greedy(400).withTemperature(1).withSeed(7);
            WithEvidence<Found> found = model.askWithEvidence(Found.class, Message.user("What is it?"), options);
            Evidence evidence = found.evidence();
            assertThat(evidence.fields())
                    .extracting(Evidence.Field::path)
                    .containsExactly("/colour", "/box/0", "/box/1", "/box/2", "/box/3");
            Evidence.Field colour = evidence.at("/colour").orElseThrow();
            assertThat(colour.box()).contains(found.value().box());
            assertThat(colour.probability()).isBetween(1e-9, 1 - 1e-9);
            Colour other = found.value().colour() == Colour.RED ? Colour.BLUE : Colour.RED;
            assertThat(colour.json()).isEqualTo(found.value().colour() == Colour.RED ? "\"RED\"" : "\"dark blue\"");
            double sum = colour.probability();
            for (int seed = 0; found.value().colour() != other; seed++) {
                found = model.askWithEvidence(Found.class, Message.user("What is it?"), options.withSeed(seed));
            }
            sum += found.evidence().at("/colour").orElseThrow().probability();
            assertThat(sum).isLessThanOrEqualTo(1.0001); // of two values that exclude each other
        }
    }

    @Test
    void theFormIsThatOfTheRecord() {
        TypedAnswer<Thing> typed = new TypedAnswer<>(Thing.class);
        Accepted accepted = new Accepted(typed.format());
        String text =
                "{\"count\":-7,\"colour\":\"dark blue\",\"seen\":\"2024-02-29\",\"parts\":[{\"part_name\":\"RED\","
                        + "\"whole\":true,\"inner\":{\"part_name\":\"RED\",\"whole\":false}}],\"other\":null}";
        assertThat(accepted.whole(text)).isTrue();
        assertThat(accepted.beginning("{\"count\":300")).isFalse();
        assertThat(accepted.whole(text.replace(",\"other\":null", ""))).isTrue();
        assertThat(accepted.whole(text.replace("\"whole\":true,", ""))).isFalse();
        assertThat(typed.descriptions()).isEqualTo("count: how many there are");
        Thing thing = typed.read(text, FinishReason.STOP);
        assertThat(thing.count()).isEqualTo((byte) -7);
        assertThat(thing.colour()).isEqualTo(Colour.BLUE);
        assertThat(thing.parts().get(0).inner()).contains(new Part(Colour.RED, false, Optional.empty()));
        assertThat(thing.other()).isEmpty();
    }

    @Test
    void aTypeThatIsNoDataIsRefused() {
        assertThatThrownBy(() -> new TypedAnswer<>(Odd.class))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(
                        "Odd.thread is of type Thread, which has no JSON Schema: use records, lists, enums, texts and"
                                + " numbers");
    }
}
