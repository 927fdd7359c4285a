package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.QwenVlException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a scene, from which it can be generated: {@code scene:1-6,0-0,200-400:8f3a} contains the bounds of
 * objects, signs and sides, and the seed in hexadecimal. It is used between {@code <img>} and {@code </img>} if no file
 * is written.
 */
public record SceneHandle(SceneOptions options, long seed) {

    private static final Pattern FORM =
            Pattern.compile("scene:(\\d)-(\\d),(\\d)-(\\d),(\\d{1,4})-(\\d{1,4}):([0-9a-f]{1,16})");

    /** @throws QwenVlException if the text is not a handle */
    public static SceneHandle parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new QwenVlException("not a scene handle: " + text);
        }
        int[] n = new int[6];
        for (int i = 0; i < n.length; i++) {
            n[i] = Integer.parseInt(m.group(i + 1));
        }
        SceneOptions options = new SceneOptions(n[0], n[1], n[2], n[3], n[4], n[5]);
        return new SceneHandle(options, Long.parseUnsignedLong(m.group(7), 16));
    }

    /** The scene, which is the same each time. */
    public Scene scene() {
        return new SceneGenerator(options).generate(seed);
    }

    @Override
    public String toString() {
        return "scene:%d-%d,%d-%d,%d-%d:%x"
                .formatted(
                        options.minObjects(),
                        options.maxObjects(),
                        options.minSigns(),
                        options.maxSigns(),
                        options.minSide(),
                        options.maxSide(),
                        seed);
    }
}
