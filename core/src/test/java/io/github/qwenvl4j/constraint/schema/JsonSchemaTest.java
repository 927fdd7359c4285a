package io.github.qwenvl4j.constraint.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.Accepted;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaTest {

    private static Accepted schema(String schema) {
        return new Accepted(AnswerFormat.jsonSchema(schema.replace('\'', '"')));
    }

    @Test
    void theOfficialTestsAgreeWhereASchemaIsSupported() {
        Map<String, SchemaSuite.Result> results = SchemaSuite.run("");
        results.forEach((file, result) -> assertThat(result.wrong()).as(file).isEmpty());
        assertThat(results.values().stream()
                        .mapToInt(SchemaSuite.Result::supported)
                        .sum())
                .isGreaterThanOrEqualTo(170);
        assertThat(results.values().stream()
                        .mapToInt(result -> result.valid() + result.invalid())
                        .sum())
                .isGreaterThan(600);
    }

    @Test
    void noStringThatAnOfficialTestCallsInvalidHasAFormat() {
        SchemaSuite.run("format")
                .forEach((file, result) -> assertThat(result.wrong())
                        .as(file)
                        .noneMatch(wrong -> wrong.contains(" is not valid: "))
                        .hasSizeLessThan(10));
    }

    @Test
    void propertiesComeInTheirOrderAndWithoutBlanks() {
        Accepted accepted = schema("{'type':'object','properties':{'b':{'type':'integer'},'a':{'type':'boolean'}},"
                + "'required':['a'],'additionalProperties':false}");
        assertThat(accepted.whole("{\"b\":1,\"a\":true}")).isTrue();
        assertThat(accepted.whole("{\"a\":true}")).isTrue();
        assertThat(accepted.whole("{\"a\":true,\"b\":1}")).isFalse();
        assertThat(accepted.whole("{\"b\":1, \"a\":true}")).isFalse();
        assertThat(accepted.whole("{\"b\":1}")).isFalse();
        assertThat(accepted.beginning("{\"b\":1}")).isFalse();
        assertThat(accepted.whole("{\"a\":true,\"c\":1}")).isFalse();
    }

    @Test
    void recursionHasNoLimit() {
        Accepted accepted = schema("{'$ref':'#/$defs/tree','$defs':{'tree':{'type':'object','properties':{"
                + "'children':{'type':'array','items':{'$ref':'#/$defs/tree'}}},'required':['children'],"
                + "'additionalProperties':false}}}");
        String deep = "{\"children\":[".repeat(300) + "]}".repeat(300);
        assertThat(accepted.whole(deep)).isTrue();
        assertThat(accepted.whole(deep + "}")).isFalse();
    }

    @Test
    void whatMustContainItselfForeverIsNothing() {
        assertThatThrownBy(() -> schema("{'type':'object','properties':{'a':{'$ref':'#'}},'required':['a']}"))
                .hasMessageContaining("no answer can have the form");
        Accepted optional = schema("{'type':'object','properties':{'a':{'type':'array','items':{'$ref':'#/$defs/x'}}},"
                + "'additionalProperties':false,"
                + "'$defs':{'x':{'type':'object','properties':{'y':{'$ref':'#/$defs/x'}},'required':['y']}}}");
        assertThat(optional.whole("{\"a\":[]}")).isTrue();
        assertThat(optional.beginning("{\"a\":[{")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, true, true",
        "-1.5, 2.25, false, true",
        "0.1, 0.7, true, false",
        "-20, -3.5, false, false",
        "99, 1000.001, true, true",
        "-0.5, 0, true, true",
        "12.34, 12.35, false, false"
    })
    void decimalsKeepTheirBounds(BigDecimal low, BigDecimal high, boolean withLow, boolean withHigh) {
        Accepted accepted = schema("{'type':'number','" + (withLow ? "minimum" : "exclusiveMinimum") + "':" + low + ",'"
                + (withHigh ? "maximum" : "exclusiveMaximum") + "':" + high + "}");
        Random random = new Random(3);
        int inside = 0;
        for (int i = 0; i < 20_000; i++) {
            BigDecimal near = random.nextBoolean() ? low : high;
            BigDecimal value = near.add(new BigDecimal(random.nextInt(2001) - 1000).movePointLeft(random.nextInt(7)));
            String text = value.signum() == 0 ? "0" : value.toPlainString();
            int order = value.compareTo(low);
            int other = value.compareTo(high);
            boolean expected = (order > 0 || withLow && order == 0) && (other < 0 || withHigh && other == 0);
            assertThat(accepted.whole(text)).as(text).isEqualTo(expected);
            inside += expected ? 1 : 0;
        }
        assertThat(inside).isGreaterThan(10);
    }

    @ParameterizedTest
    @CsvSource({"0, 255, 1", "-17, 1234, 1", "5, 5, 1", "-300, -7, 1", "0, 1000, 12", "-90, 90, 15"})
    void wholeNumbersKeepBoundsAndDivisor(int low, int high, int divisor) {
        Accepted accepted =
                schema("{'type':'integer','minimum':" + low + ",'maximum':" + high + ",'multipleOf':" + divisor + "}");
        for (int value = low - 200; value < high + 200; value++) {
            boolean expected = value >= low && value <= high && value % divisor == 0;
            assertThat(accepted.whole(Integer.toString(value))).as("%d", value).isEqualTo(expected);
        }
        assertThat(accepted.whole("-0")).isFalse();
        assertThat(accepted.whole("05")).isFalse();
    }

    @Test
    void patternAndLengthsHoldTogether() {
        Accepted accepted = schema("{'type':'string','pattern':'^[a-z]+(-[0-9]+)?$','minLength':3,'maxLength':6}");
        assertThat(accepted.whole("\"abc\"")).isTrue();
        assertThat(accepted.whole("\"ab-123\"")).isTrue();
        assertThat(accepted.whole("\"ab-1234\"")).isFalse();
        assertThat(accepted.beginning("\"abcdef-")).isFalse();
        assertThat(accepted.beginning("\"abcdef\"")).isTrue();
    }

    @Test
    void escapesAreThoseOfJson() {
        Accepted accepted = schema("{'type':'string','maxLength':3}");
        assertThat(accepted.whole("\"\\n\\u0007\\\"\"")).isTrue();
        assertThat(accepted.whole("\"\\ud83d\\ude00\\u00e9x\"")).isTrue();
        assertThat(accepted.whole("\"\ud83d\ude00\u00e9x\"")).isTrue();
        assertThat(accepted.whole("\"\ud83d\ude00\u00e9xy\"")).isFalse();
        assertThat(accepted.beginning("\"\\ud83dx")).isFalse();
        assertThat(accepted.beginning("\"\n")).isFalse();
    }

    @Test
    void alternativesWithSiblingsHoldBoth() {
        Accepted accepted = schema("{'type':'object','required':['kind'],'oneOf':["
                + "{'properties':{'kind':{'const':'circle'},'radius':{'type':'number'}},'additionalProperties':false},"
                + "{'properties':{'kind':{'const':'square'},'side':{'type':'number'}},'additionalProperties':false}]}");
        assertThat(accepted.whole("{\"kind\":\"circle\",\"radius\":2}")).isTrue();
        assertThat(accepted.whole("{\"kind\":\"square\"}")).isTrue();
        assertThat(accepted.beginning("{\"kind\":\"square\",\"r")).isFalse();
        assertThat(accepted.beginning("{\"radius\"")).isFalse();
    }

    @Test
    void aPatternThatLooksAroundGivesWayToItsFormat() {
        Accepted accepted = schema("{'type':'string','pattern':'^(?!x).*$','format':'date'}");
        assertThat(accepted.whole("\"2024-02-29\"")).isTrue();
        assertThat(accepted.whole("\"2023-02-29\"")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "|{'properties':{'a':{'not':{}}}}|, #/properties/a/not is a keyword",
                "|{'items':{'pattern':'(?=a)'}}|, #/items/pattern - the regular expression",
                "|{'$ref':'other.json'}|, #/$ref names another document",
                "|{'$ref':'#/$defs/a'}|, #/$ref names #/$defs/a",
                "|{'type':'text'}|, #/type is text",
                "|{'oneOf':[{'minimum':1},{'maximum':5}]}|, #/oneOf has alternatives",
                "|{'type':'number','multipleOf':0.3}|, #/multipleOf is neither",
                "|{'items':[{}]}|, #/items is a list",
                "|{'properties':{'a~/b':7}}|, #/properties/a~0~1b is not a schema",
                "|{'minLength':-1}|, #/minLength must be",
                "|{'a':}|, 'the JSON Schema is not JSON: line 1, column'"
            })
    void whatCannotBeEnforcedIsRefusedByKeywordAndPlace(String schema, String named) {
        assertThatThrownBy(() -> schema(schema))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining(named.replaceAll("^'|'$", ""));
    }
}
