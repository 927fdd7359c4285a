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
            quoteCharacter = '|',
            value = {
                "||, null",
                "|{|, }",
                "|{\"a|, \":null}",
                "|{\"a\"|, :null}",
                "|{\"a\":|, null}",
                "|{\"a\":\"hel|, \"}",
                "|{\"a\":tr|, ue}",
                "|{\"a\":12|, }",
                "|{\"a\":1e|, 0}",
                "|[1,|, null]",
                "|{\"a\":1,|, |\"\":null}|",
                "|[[{\"a\":[1|, ]}]]"
            })
    void asLittleAsPossible(String text, String ending) {
        assertThat(JsonEnding.of(text == null ? "" : text)).isEqualTo(ending);
    }

    @Test
    void whereverATextIsCutItBecomesJson() throws Exception {
        Accepted json = new Accepted(AnswerFormat.json());
        for (int end = 0; end <= TEXT.length(); end++) {
            String begun = TEXT.substring(0, end);
            String closed = begun + JsonEnding.of(begun);
            assertThat(JSON.readTree(closed)).as(closed).isNotNull();
            assertThat(json.whole(closed)).as(closed).isTrue();
        }
        assertThat(JsonEnding.of(TEXT)).isEmpty();
    }
}
