package io.github.qwenvl4j.train.eval;

import java.util.Locale;

/** Compares an answer with the expected one. */
enum Metric {
    /** Equal apart from case, surrounding spaces and a final full stop. */
    EXACT {
        @Override
        Score score(String wanted, String given) {
            return Score.of(plain(wanted).equals(plain(given)));
        }
    },
    /** The same yes or no. */
    YES_NO {
        @Override
        Score score(String wanted, String given) {
            return Score.of(plain(given).length() > 0 && verdict(wanted) == verdict(given));
        }

        private int verdict(String text) {
            String plain = plain(text);
            if (plain.startsWith("no") || plain.startsWith("没") || plain.startsWith("不")) {
                return -1;
            }
            return plain.startsWith("yes") || plain.startsWith("有") || plain.startsWith("是") ? 1 : 0;
        }
    },
    /** The same number of boxes, each with an overlap of at least one half. */
    BOXES {
        @Override
        Score score(String wanted, String given) {
            return Score.of(Matches.between(wanted, given, ref -> "").exact());
        }
    },
    /** F1 of objects: the same name and an overlap of at least one half. */
    OBJECTS {
        @Override
        Score score(String wanted, String given) {
            return new Score(Matches.between(wanted, given, SceneName::of));
        }
    },
    /** F1 of texts: the same characters and an overlap of at least one half. */
    TEXTS {
        @Override
        Score score(String wanted, String given) {
            return new Score(Matches.between(wanted, given, ref -> ref));
        }
    };

    abstract Score score(String wanted, String given);

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[.。]$", "");
    }
}
