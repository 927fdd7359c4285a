package io.github.qwenvl4j.evaluate.metric;

import java.util.List;

/** Whether an answer equals one of those that are right, apart from case and white space around it: OCR-VQA, AI2D. */
public final class ExactMatch {

    private ExactMatch() {}

    /** 1 or 0. */
    public static double score(String answer, List<String> right) {
        String plain = plain(answer);
        return right.stream().anyMatch(each -> plain(each).equals(plain)) ? 1 : 0;
    }

    private static String plain(String text) {
        return PythonText.lower(PythonText.strip(text));
    }
}
