package io.github.qwenvl4j.constraint.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow") // runs on one JDK
class CodePointsTest {

    private static final int END = 300;

    private static CodePoints of(BitSet bits) {
        return CodePoints.where(point -> bits.get(point));
    }

    private static BitSet drawn(Random random) {
        BitSet bits = new BitSet();
        for (int i = random.nextInt(6); i > 0; i--) {
            int from = random.nextInt(END);
            bits.set(from, from + 1 + random.nextInt(40));
        }
        return bits;
    }

    @Test
    void setsOfRangesAreThoseOfSingleCharacters() {
        Random random = new Random(4);
        for (int round = 0; round < 60; round++) {
            BitSet one = drawn(random);
            BitSet other = drawn(random);
            BitSet union = (BitSet) one.clone();
            union.or(other);
            BitSet common = (BitSet) one.clone();
            common.and(other);
            BitSet rest = (BitSet) one.clone();
            rest.andNot(other);
            assertThat(of(one).or(of(other))).isEqualTo(of(union)).hasSameHashCodeAs(of(union));
            assertThat(of(one).and(of(other))).isEqualTo(of(common));
            assertThat(of(one).without(of(other))).isEqualTo(of(rest));
            for (int point = 0; point < END + 50; point++) {
                assertThat(of(one).contains(point)).isEqualTo(one.get(point));
                assertThat(of(one).complement().contains(point)).isNotEqualTo(one.get(point));
            }
        }
    }

    @Test
    void halvesOfCharactersAreInNoSet() {
        assertThat(CodePoints.all().contains(0xD800)).isFalse();
        assertThat(CodePoints.range(0xD000, 0xE000).contains(0xDFFF)).isFalse();
        assertThat(CodePoints.of("a").complement().contains(0xDC00)).isFalse();
        StringBuilder ranges = new StringBuilder();
        CodePoints.of("cab\ud83d\ude00").ranges((first, last) -> ranges.append("%x-%x ".formatted(first, last)));
        assertThat(ranges).hasToString("61-63 1f600-1f600 ");
    }
}
