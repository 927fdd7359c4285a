package io.github.qwenvl4j.train.run;

import io.github.qwenvl4j.QwenVlException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reports an allocation that LibTorch cannot make in plain language. */
final class MemoryGuard {

    private static final Pattern REFUSED =
            Pattern.compile("can't allocate memory: you tried to allocate (\\d+) bytes|not enough memory");

    private MemoryGuard() {}

    /** @throws QwenVlException if memory runs out; other failures are thrown as they are */
    static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw refusal(e).<RuntimeException>map(refused -> refused).orElse(e);
        }
    }

    private static Optional<QwenVlException> refusal(RuntimeException e) {
        Matcher refused = REFUSED.matcher(String.valueOf(e.getMessage()));
        if (!refused.find()) {
            return Optional.empty();
        }
        String size = refused.group(1) == null
                ? ""
                : String.format(Locale.ROOT, " for a tensor of %.1f GB", Double.parseDouble(refused.group(1)) / 1e9);
        return Optional.of(new QwenVlException(
                "not enough memory" + size + "; smaller values of rows, maxLength or imageSize need less", e));
    }
}
