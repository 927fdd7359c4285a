package io.github.qwenvl4j.examples;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.QwenVl;
import java.nio.file.Path;
import java.util.List;

/**
 * Asks about pictures, streams the answer and lists the boxes in it. Its arguments: a checkpoint, a question, pictures.
 * From the repository root, after {@code mvn package}:
 *
 * <pre>
 * java -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Djava.library.path=none \
 *     -cp 'examples/target/classes:cli/target/lib/*' io.github.qwenvl4j.examples.AskAboutPicture \
 *     Qwen-VL-Chat "Where is the dog?" beach.jpeg
 * </pre>
 */
public final class AskAboutPicture {

    private AskAboutPicture() {}

    public static void main(String[] args) {
        String question = args[1];
        List<String> pictures = List.of(args).subList(2, args.length);
        try (QwenVl model = QwenVl.open(Path.of(args[0]))) {
            Answer answer = model.ask(question, pictures, model.defaults(), System.out::print);
            System.out.println();
            answer.grounded().regions().forEach(region -> System.out.println(region.label() + " at " + region.boxes()));
        }
    }
}
