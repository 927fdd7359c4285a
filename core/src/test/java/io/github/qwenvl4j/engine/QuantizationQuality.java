package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Forward;
import io.github.qwenvl4j.testing.GoldenTensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints what each precision does to the logits of a checkpoint that is not packed: their mean cosine with those of
 * float32 over questions about a picture and the answers that float32 gives, and how often the likeliest token is the
 * same. From the repository root:
 *
 * <pre>
 * mvn -q -pl core test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * java \
 *     -cp core/target/classes:core/target/test-classes:$(cat core/target/classpath) \
 *     io.github.qwenvl4j.engine.QuantizationQuality models/pico
 * </pre>
 */
public final class QuantizationQuality {

    private static final String PICTURE = "examples/scene.png";
    private static final List<String> QUESTIONS =
            List.of("Where is the brown heart?", "How many objects are there?", "图中有几个物体？", "What color is the star?");
    private static final int TOKENS = 12;

    private QuantizationQuality() {}

    public static void main(String[] arguments) {
        Path checkpoint = Path.of(arguments[0]);
        List<float[]> exact = logits(checkpoint, Precision.FLOAT32, List.of());
        List<Integer> answers = exact.stream().map(Forward::likeliest).toList();
        for (Precision precision : List.of(Precision.BFLOAT16, Precision.INT8, Precision.INT4)) {
            List<float[]> rounded = logits(checkpoint, precision, answers);
            double cosine = 0;
            int same = 0;
            for (int i = 0; i < exact.size(); i++) {
                cosine += GoldenTensors.cosine(exact.get(i), rounded.get(i)) / exact.size();
                same += Forward.likeliest(rounded.get(i)) == answers.get(i) ? 1 : 0;
            }
            System.out.printf(
                    "%s %-8s cosine of logits %.5f, likeliest token the same %d of %d%n",
                    checkpoint.getFileName(), precision, cosine, same, exact.size());
        }
    }

    /**
     * The logits after each question and after each token of its answer.
     *
     * @param answers the tokens to go on with, {@link #TOKENS} for each question; the likeliest where empty
     */
    private static List<float[]> logits(Path checkpoint, Precision precision, List<Integer> answers) {
        List<float[]> all = new ArrayList<>();
        try (QwenVl qwenVl = QwenVl.open(checkpoint, OpenOptions.defaults().withPrecision(precision))) {
            for (String question : QUESTIONS) {
                Prompt prompt = qwenVl.internals().prompt(Dialogue.of(Message.user(question, Picture.at(PICTURE))));
                RowPositions at = qwenVl.internals().network().positions(prompt);
                try (Session session = qwenVl.internals().network().newSession(KvCacheType.COMPUTED)) {
                    all.add(Forward.prefill(qwenVl.internals().network(), session, prompt));
                    for (int i = 1; i < TOKENS; i++) {
                        int last = all.size() - 1;
                        int id = answers.isEmpty() ? Forward.likeliest(all.get(last)) : answers.get(last);
                        all.add(Forward.decode(qwenVl.internals().network(), session, at, id)[0]);
                    }
                }
            }
        }
        return all;
    }
}
