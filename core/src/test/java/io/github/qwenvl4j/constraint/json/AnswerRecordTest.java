package io.github.qwenvl4j.constraint.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.qwenvl4j.Evidence;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.grounding.Box;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AnswerRecordTest {

    private static final Offset<Double> EXACT = within(1e-6);

    /** Writes tokens, each with the given probability; 1 is a token that the form forces. */
    private static Evidence evidence(Object... tokensAndProbabilities) {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < tokensAndProbabilities.length; i += 2) {
            tokens.add((String) tokensAndProbabilities[i]);
        }
        AnswerRecord record = new AnswerRecord(
                LogitsConstraint.none(),
                id -> tokens.get(id).getBytes(StandardCharsets.UTF_8),
                OptionalDouble.of(0.3),
                OptionalInt.empty());
        for (int i = 0; i < tokens.size(); i++) {
            double probability = ((Number) tokensAndProbabilities[2 * i + 1]).doubleValue();
            if (probability < 1) {
                float[] logits = new float[tokens.size()];
                Arrays.fill(logits, Float.NEGATIVE_INFINITY);
                logits[i] = (float) Math.log(probability) + 3;
                logits[(i + 1) % tokens.size()] = (float) Math.log(1 - probability) + 3;
                record.apply(logits);
            }
            record.accept(i);
        }
        return record.evidence().orElseThrow();
    }

    @Test
    void aValueIsWorthTheProductOfItsTokens() {
        Evidence evidence = evidence(
                "{\"colour\":\"",
                1,
                "re",
                0.5,
                "d",
                0.8,
                "\",\"n\":",
                0.9,
                "4",
                0.25,
                "2",
                0.5,
                ",\"ok\":",
                0.75,
                "true",
                0.6,
                "}",
                1);
        assertThat(evidence.fields()).extracting(Evidence.Field::path).containsExactly("/colour", "/n", "/ok");
        Evidence.Field colour = evidence.at("/colour").orElseThrow();
        assertThat(colour.json()).isEqualTo("\"red\"");
        assertThat(colour.probability()).isEqualTo(0.5 * 0.8 * 0.9, EXACT); // its end was a choice too
        assertThat(colour.tokens()).isEqualTo(3);
        assertThat(colour.perToken()).isEqualTo(Math.cbrt(0.36), EXACT);
        assertThat(evidence.at("/n").orElseThrow().probability()).isEqualTo(0.25 * 0.5 * 0.75, EXACT);
        assertThat(evidence.at("/ok").orElseThrow().probability()).isEqualTo(0.6, EXACT);
        assertThat(evidence.toReview()).extracting(Evidence.Field::path).containsExactly("/n");
        assertThat(evidence.at("/nothing")).isEmpty();
    }

    @Test
    void whatIsForcedIsCertain() {
        Evidence.Field field =
                evidence("{\"kind\":\"", 1, "invoice\"}", 1).at("/kind").orElseThrow();
        assertThat(field.probability()).isEqualTo(1);
        assertThat(field.tokens()).isZero();
        assertThat(field.perToken()).isEqualTo(1);
    }

    @Test
    void valuesInListsAndEmptyOnesAreFields() {
        Evidence evidence =
                evidence("{\"a\":[", 1, "\"x", 0.5, "\",\"", 0.5, "y\"", 0.5, "],\"b\":", 1, "[]", 0.125, "}", 1);
        assertThat(evidence.fields())
                .extracting(Evidence.Field::path, Evidence.Field::json)
                .containsExactly(tuple("/a/0", "\"x\""), tuple("/a/1", "\"y\""), tuple("/b", "[]"));
        assertThat(evidence.at("/a/0").orElseThrow().probability()).isEqualTo(0.25, EXACT);
        assertThat(evidence.at("/a/1").orElseThrow().probability()).isEqualTo(0.25, EXACT);
        assertThat(evidence.at("/b").orElseThrow().probability()).isEqualTo(0.125, EXACT);
    }

    @Test
    void aWholeAnswerMayBeOneValue() {
        assertThat(evidence("\"x", 0.5, "\"", 0.5).fields())
                .containsExactly(new Evidence.Field("", "\"x\"", 0.25, 2, true, Optional.empty()));
        assertThat(evidence("12", 0.5).at("").orElseThrow().json()).isEqualTo("12");
        assertThat(evidence("[]", 0.5).at("").orElseThrow().json()).isEqualTo("[]");
    }

    @Test
    void whatWasCutOffIsNoField() {
        assertThat(evidence("{\"a\":1", 1, ",\"b\":", 1, "12", 0.5).fields())
                .extracting(Evidence.Field::path)
                .containsExactly("/a");
        assertThat(evidence("{\"a\":1", 1, ",\"b\":\"x", 1).fields()).hasSize(1);
        assertThat(evidence("{\"a\":1", 1, ",\"b\":tru", 1).fields()).hasSize(1);
        assertThat(evidence("", 1).fields()).isEmpty();
    }

    @Test
    void textsOfSeveralBytesKeepTheirPlaces() {
        Evidence evidence = evidence(
                "{\"\u72d7\":\"", 1, "\u732b", 0.5, "\\n\"", 0.5, ",\"b\":\"", 1, "\ud83d\ude00\"", 0.2, "}", 1);
        assertThat(evidence.at("/\u72d7").orElseThrow().json()).isEqualTo("\"\u732b\\n\"");
        assertThat(evidence.at("/\u72d7").orElseThrow().probability()).isEqualTo(0.25, EXACT);
        assertThat(evidence.at("/b").orElseThrow().probability()).isEqualTo(0.2, EXACT);
    }

    @Test
    void theNearestObjectWithABoxSaysWhereAValueIs() {
        Evidence evidence = evidence(
                "{\"things\":[{\"label\":\"a\",\"bbox_2d\":[500,20,30,1400]},{\"label\":\"b\",\"more\":{\"x\":1}}],\"bbox\":[1,2,3,4.6]}",
                1);
        assertThat(evidence.at("/things/0/label").orElseThrow().box()).contains(new Box(30, 20, 500, 1000));
        assertThat(evidence.at("/things/1/label").orElseThrow().box()).contains(new Box(1, 2, 3, 5));
        assertThat(evidence.at("/things/1/more/x").orElseThrow().box()).contains(new Box(1, 2, 3, 5));
        assertThat(evidence("{\"a\":1,\"box\":[1,2,3]}", 1)
                        .at("/a")
                        .orElseThrow()
                        .box())
                .isEmpty();
    }
}
