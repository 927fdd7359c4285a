package io.github.qwenvl4j.evaluate.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.metric.BoxMatching;
import io.github.qwenvl4j.evaluate.metric.GroundedBox;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of expectation is worth. */
class OwnMetricTest {

    private static OwnItem item(String expectation) {
        try {
            return OwnItem.of(new JsonRecord(
                    "own.jsonl:1", 1, new ObjectMapper().readTree("{\"question\": \"?\", " + expectation + "}")));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "EXACT | \"answer\": \"Red\" | red | 1",
                "EXACT | \"answer\": [\"red\", \"crimson\"] | Crimson | 1",
                "EXACT | \"answer\": \"red\" | a red one | 0",
                "CONTAINS | \"answer\": \"red\" | a Red one | 1",
                "ANLS | \"answer\": \"hello\" | helo | 0.8",
                "NUMERIC | \"answer\": \"1200\" | It costs 1,200.00 in all | 1",
                "NUMERIC | \"answer\": \"1200\" | 1201 | 0",
                "NUMERIC | \"answer\": \"1200\", \"tolerance\": 0.01 | 1201 | 1",
                "NUMERIC | \"answer\": \"0.5\" | 50% | 1",
                "NUMERIC | \"answer\": \"5\" | none | 0",
                "CHOICE | \"choices\": [\"cat\", \"dog\"], \"answer\": \"dog\" | B. dog | 1",
                "CHOICE | \"choices\": [\"cat\", \"dog\"], \"answer\": \"B\" | (A) | 0",
                "CHOICE | \"choices\": [\"cat\", \"dog\"], \"answer\": \"dog\" | the dog, I think | 1",
                "CHOICE | \"choices\": [\"cat\", \"dog\"], \"answer\": \"dog\" | a dog or a cat | 0",
                "REGEX | \"regex\": \"^\\\\d{4}$\" | 2026 | 1",
                "REGEX | \"regex\": \"^\\\\d{4}$\" | in 2026 | 0",
                "JSON_FIELDS | \"json\": {\"total\": 12.5, \"items\": [{\"name\": \"Tea\"}]} | Here: {\"total\": 12.50, \"items\": [{\"name\": \"tea\"}]} | 1",
                "JSON_FIELDS | \"json\": {\"total\": 12.5, \"paid\": true} | {\"total\": 12.5} | 0.5",
                "JSON_FIELDS | \"json\": {\"total\": 12.5} | no JSON | 0"
            })
    void scores(OwnMetric metric, String expectation, String answer, double score) {
        OwnItem item = item(expectation);
        assertThat(OwnMetric.of(item)).contains(metric);
        assertThat(metric.score(item, new OwnAnswer(answer, List.of(), Optional.empty())))
                .isCloseTo(score, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"note\": 1 | own.jsonl:1: expects nothing: give answer, boxes, choices, regex or json",
                "\"boxes\": [[1, 2, 3]] | own.jsonl:1: field \"boxes\" is not an array of [x1, y1, x2, y2] in pixels",
                "\"choices\": [\"a\", \"b\"], \"answer\": \"c\" | own.jsonl:1: field \"answer\" is not one of the choices, or the letter of one",
                "\"regex\": \"(\" | own.jsonl:1: field \"regex\" is not a regular expression: Unclosed group"
            })
    void whatCannotBeScoredIsRefused(String expectation, String message) {
        assertThatThrownBy(() -> item(expectation)).hasMessage(message);
    }

    @Test
    void eachBoxCountsOnce() {
        GroundedBox box = new GroundedBox(0, 0, 10, 10);
        GroundedBox shifted = new GroundedBox(2, 0, 12, 10); // overlap 8 / 12
        GroundedBox far = new GroundedBox(50, 50, 60, 60);
        assertThat(BoxMatching.f1(List.of(box, shifted), List.of(box), 0.5)).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(BoxMatching.f1(List.of(shifted), List.of(box), 0.5)).isEqualTo(1);
        assertThat(BoxMatching.f1(List.of(shifted), List.of(box), 0.75)).isZero();
        assertThat(BoxMatching.f1(List.of(shifted, box), List.of(box, far), 0.5))
                .isEqualTo(0.5);
        assertThat(BoxMatching.f1(List.of(), List.of(), 0.5)).isEqualTo(1);
        assertThat(BoxMatching.f1(List.of(), List.of(box), 0.5)).isZero();
    }
}
