package io.github.qwenvl4j.constraint.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.constraint.Accepted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEndingTest {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final String TEXT =
            "{\"name\":\"a \\\"b\\\\ \\u00e9 \u72d7\",\"n\":-12.5e-3,\"list\":[true,false,null,[],{}],"
                    + "\"deep\":{\"x\":{\"y\":[{\"z\":\"\"}]}}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '|',
            value = {
                "|| null",
                "{ {}",
                "{\" {}",
                "{\"a {}",
                "{\"a\" {\"a\":null}",
                "{\"a\": {\"a\":null}",
                "{\"a\":\"hel {\"a\":\"hel\"}",
                "{\"a\":tr {\"a\":true}",
                "{\"a\":12 {\"a\":12}",
                "{\"a\":1e {\"a\":1e0}",
                "[1, [1,null]",
                "{\"a\":1, {\"a\":1}",
                "{\"a\":1,\"b\\u00 {\"a\":1}",
                "[{\"a\":[{\"b\":1},{\"c [{\"a\":[{\"b\":1},{}]}]",
                "[\"a\",\"b [\"a\",\"b\"]",
                "[[{\"a\":[1 [[{\"a\":[1]}]]"
            })
    void asLittleAsPossible(String text, String whole) {
        assertThat(closed(text == null ? "" : text)).isEqualTo(whole);
    }

    private static String closed(String begun) {
        JsonEnding ending = JsonEnding.of(begun, 0);
        return begun.substring(0, begun.length() - ending.dropped()) + ending.ending();
    }

    @Test
    void aGivenBeginningStays() {
        assertThat(JsonEnding.of("{\"ani", 4).ending()).isEqualTo("\":null}");
        assertThat(JsonEnding.of("{\"ani", 4).dropped()).isZero();
        assertThat(JsonEnding.of("{\"ani", 1).dropped()).isEqualTo(4);
    }

    @Test
    void whereverATextIsCutItBecomesJson() throws Exception {
        Accepted json = new Accepted(AnswerFormat.json());
        for (int end = 0; end <= TEXT.length(); end++) {
            String begun = TEXT.substring(0, end);
            String closed = closed(begun);
            assertThat(JSON.readTree(closed)).as(closed).isNotNull();
            assertThat(json.whole(closed)).as(closed).isTrue();
        }
        assertThat(closed(TEXT)).isEqualTo(TEXT);
    }
}
