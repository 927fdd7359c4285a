package io.github.qwenvl4j.spark;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** {@code DIR COUNT}: pictures of shapes, each hundredth of them broken in a way of its own, and a few equal ones. */
public final class GeneratedPictures {

    private static final int SIZE = 160;
    private static final int BROKEN = 100;
    private static final int EQUAL = 40;
    private static final String[] FORMATS = {"png", "jpg", "bmp", "gif"};

    private GeneratedPictures() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            boolean equal = i % EQUAL == 1;
            byte[] file = picture(equal ? 0 : i, FORMATS[equal ? 0 : i % FORMATS.length]);
            Files.write(
                    folder.resolve("p%05d.png".formatted(i)),
                    i % BROKEN == BROKEN / 2 ? broken(file, i / BROKEN) : file);
        }
    }

    private static byte[] picture(int seed, String format) throws IOException {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, SIZE, SIZE);
        for (Color colour : new Color[] {Color.RED, Color.GREEN, Color.BLUE}) {
            graphics.setColor(colour);
            int side = 20 + random.nextInt(40);
            int x = random.nextInt(SIZE - side);
            int y = random.nextInt(SIZE - side);
            if (random.nextBoolean()) {
                graphics.fillOval(x, y, side, side);
            } else {
                graphics.fillRect(x, y, side, side);
            }
        }
        graphics.dispose();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, format, file);
        return file.toByteArray();
    }

    /** The way that has this number, from 0. */
    private static byte[] broken(byte[] file, int way) {
        int tenth = way / 10 + 1;
        byte[] changed = file.clone();
        return switch (way % 10) {
            case 0 -> Arrays.copyOf(file, file.length * tenth / 11);
            case 1 -> Arrays.copyOf(file, tenth); // not empty: Spark's binaryFile leaves out empty files
            case 2 -> text("picture " + way);
            case 3 -> text("<html><body>Error " + (500 + tenth) + "</body></html>");
            case 4 -> text("<svg width='" + tenth + "'></svg>");
            case 5 -> new byte[tenth];
            case 6 -> text("%PDF-1." + tenth + " nothing else");
            case 7 -> text("GIF89a" + "x".repeat(tenth));
            case 8 -> {
                Arrays.fill(changed, 0, 4 * tenth, (byte) 0);
                yield changed;
            }
            default -> Arrays.copyOfRange(file, 3 * tenth, file.length);
        };
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
