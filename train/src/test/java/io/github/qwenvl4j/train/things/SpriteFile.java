package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.file.FileProblem;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Sprites as two files: {@code sprites.bin} describes them and is all that the writing of questions needs;
 * {@code sprites.z} has their pixels, red, green, blue and opacity plane by plane, of masks only the opacity.
 */
final class SpriteFile {

    private static final int HULL = 48;

    private SpriteFile() {}

    static void write(List<DrawnSprite> sprites, Path folder) {
        try (DataOutputStream head = new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(folder.resolve("sprites.bin"))));
                DeflaterOutputStream pixels = new DeflaterOutputStream(
                        Files.newOutputStream(folder.resolve("sprites.z")), new Deflater(9), 1 << 16)) {
            head.writeInt(sprites.size());
            for (DrawnSprite drawn : sprites) {
                write(drawn.sprite(), head);
                pixels.write(planes(drawn));
            }
        } catch (IOException e) {
            throw FileProblem.writing(folder, e);
        }
    }

    private static void write(Sprite sprite, DataOutputStream out) throws IOException {
        out.writeInt(sprite.kind().ordinal());
        out.writeInt(sprite.subject());
        out.writeInt(sprite.group());
        out.writeFloat((float) sprite.aspect());
        for (float value : sprite.hull()) {
            out.writeFloat(value);
        }
        for (int i = 0; i < 5; i++) {
            out.writeFloat(sprite.metrics().length > i ? sprite.metrics()[i] : 0);
        }
    }

    private static byte[] planes(DrawnSprite drawn) {
        int area = DrawnSprite.SIDE * DrawnSprite.SIDE;
        int[] rgb = drawn.image().getRGB(0, 0, DrawnSprite.SIDE, DrawnSprite.SIDE, null, 0, DrawnSprite.SIDE);
        int first = drawn.sprite().kind() == Sprite.Kind.ICON ? 0 : 3;
        byte[] planes = new byte[area * (4 - first)];
        for (int plane = first; plane < 4; plane++) {
            int shift = plane == 3 ? 24 : 16 - 8 * plane;
            for (int i = 0; i < area; i++) {
                planes[(plane - first) * area + i] = (byte) (rgb[i] >>> 24 == 0 ? 0 : rgb[i] >> shift);
            }
        }
        return planes;
    }

    static List<Sprite> read(Path folder) {
        Path file = folder.resolve("sprites.bin");
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            List<Sprite> sprites = new ArrayList<>();
            int count = in.readInt();
            for (int id = 0; id < count; id++) {
                Sprite.Kind kind = Sprite.Kind.values()[in.readInt()];
                int subject = in.readInt();
                int group = in.readInt();
                float aspect = in.readFloat();
                sprites.add(new Sprite(id, kind, subject, group, aspect, floats(HULL, in), floats(5, in)));
            }
            return List.copyOf(sprites);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    private static float[] floats(int count, DataInputStream in) throws IOException {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }
}
