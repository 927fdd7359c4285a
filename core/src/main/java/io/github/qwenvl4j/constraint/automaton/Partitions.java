package io.github.qwenvl4j.constraint.automaton;

import java.util.HashMap;
import java.util.Map;

/** Makes the classes of bytes of one automaton, equal ones only once. */
final class Partitions {

    private record Pair(ByteClasses one, ByteClasses other) {

        @Override
        public boolean equals(Object object) {
            return object instanceof Pair pair && pair.one == one && pair.other == other;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(one) + System.identityHashCode(other);
        }
    }

    private final Map<ByteClasses, ByteClasses> known = new HashMap<>();
    private final Map<ByteSet, ByteClasses> sets = new HashMap<>();
    private final Map<Pair, ByteClasses> common = new HashMap<>();
    private final ByteClasses one = unique(ByteClasses.ONE);
    private final ByteClasses digits = unique(ByteClasses.digits());

    ByteClasses one() {
        return one;
    }

    ByteClasses digits() {
        return digits;
    }

    ByteClasses of(ByteSet set) {
        return sets.computeIfAbsent(set, each -> unique(ByteClasses.of(each)));
    }

    ByteClasses and(ByteClasses first, ByteClasses second) {
        if (first == second || second == one) {
            return first;
        }
        return first == one
                ? second
                : common.computeIfAbsent(new Pair(first, second), pair -> unique(pair.one.and(pair.other)));
    }

    private ByteClasses unique(ByteClasses classes) {
        ByteClasses before = known.putIfAbsent(classes, classes);
        return before == null ? classes : before;
    }
}
