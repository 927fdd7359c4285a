package io.github.qwenvl4j.train.things;

import java.nio.file.Files;
import java.nio.file.Path;

/** {@code PrepareThings ICONS OUT MERGES}: sprites and vocabulary. */
final class PrepareThings {

    private PrepareThings() {}

    public static void main(String[] args) throws Exception {
        Path out = Files.createDirectories(Path.of(args[1]));
        SpriteFile.write(SpriteMaker.make(Path.of(args[0]), System.err::println), out);
        ThingVocabulary.write(SpriteFile.read(out), Integer.parseInt(args[2]), out.resolve("qwen.tiktoken"));
    }
}
