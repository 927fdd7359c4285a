package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.prompt.SpecialsHonoured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prints how fast a rank file encodes a text file and some hard texts of one megabyte. From the repository root:
 *
 * <pre>
 * mvn -q -pl core test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * java -cp core/target/classes:core/target/test-classes:$(cat core/target/classpath) \
 *     io.github.qwenvl4j.family.qwenvl.text.TokenizerSpeed ../shared/data/qwen.tiktoken ../shared/spec/qwen-vl.md
 * </pre>
 */
public final class TokenizerSpeed {

    private static final int MEGABYTE = 1_000_000;
    private static final int ROUNDS = 5;

    private TokenizerSpeed() {}

    public static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        QwenTokenizer tokenizer = QwenTokenizer.load(Path.of(arguments[0]), 256);
        System.out.printf("%-28s %8.0f ms%n", "open", (System.nanoTime() - start) / 1e6);
        texts(Files.readString(Path.of(arguments[1]))).forEach((name, text) -> {
            double best = 0;
            for (int round = 0; round < ROUNDS; round++) {
                best = Math.max(best, megabytesPerSecond(tokenizer, text));
            }
            System.out.printf("%-28s %8.2f MB/s%n", name, best);
        });
    }

    private static Map<String, String> texts(String file) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("the file", repeated(file));
        texts.put("Chinese", repeated("图中是一名女子在沙滩上和狗玩耍，旁边的狗抬起了爪子。请框出击掌的位置！\n"));
        texts.put("ref and box tags", repeated("<ref> the dog</ref><box>(536,509),(588,602)</box> and "));
        texts.put("one letter", repeated("a"));
        texts.put("one Chinese character", repeated("图"));
        texts.put("spaces", repeated(" "));
        texts.put("line breaks", repeated("\n"));
        texts.put("spaces and line breaks", repeated("   \n"));
        texts.put("exclamation marks", repeated("!"));
        texts.put("letters without spaces", repeated("qwertzuiopasdfghjklyxcvbnm"));
        texts.put("<", repeated("<"));
        texts.put("decomposed letters", repeated("e\u0301"));
        texts.put("1000 marks per letter", repeated("a" + "\u0301\u0316".repeat(500)));
        return texts;
    }

    private static String repeated(String text) {
        return text.repeat(MEGABYTE / text.getBytes(StandardCharsets.UTF_8).length + 1);
    }

    private static double megabytesPerSecond(QwenTokenizer tokenizer, String text) {
        long start = System.nanoTime();
        tokenizer.encode(text, SpecialsHonoured.GROUNDING);
        double seconds = (System.nanoTime() - start) / 1e9;
        return text.getBytes(StandardCharsets.UTF_8).length / 1e6 / seconds;
    }
}
