package io.github.qwenvl4j.train.things;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.attributes.ViewBox;
import com.github.weisj.jsvg.geometry.size.FloatSize;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An icon set in the Iconify format, {@code icons.json}. */
final class IconSet {

    private final Path file;
    private final JsonNode root;
    private final Map<String, String> names = new HashMap<>();

    private IconSet(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
        root.path("icons").fieldNames().forEachRemaining(this::name);
        root.path("aliases").fieldNames().forEachRemaining(this::name);
    }

    /** Sets write names differently: with hyphens or not, with the number of a variant or not. */
    private void name(String name) {
        names.put(plain(name), name);
        names.putIfAbsent(plain(name.replaceAll("-1$", "")), name);
    }

    private static String plain(String name) {
        return name.replace("-", "");
    }

    /** @param folder of the package */
    static IconSet read(Path folder) {
        Path file = folder.resolve("icons.json");
        try {
            return new IconSet(file, new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    /** The icon with the first of these names that the set has, drawn in a square; empty if it has none. */
    Optional<BufferedImage> draw(List<String> wanted, int side) {
        return wanted.stream()
                .map(name -> names.get(plain(name)))
                .filter(name -> name != null)
                .findFirst()
                .map(name -> render(name, side));
    }

    private BufferedImage render(String name, int side) {
        JsonNode icon = root.path("icons").path(name);
        for (int depth = 0; icon.isMissingNode() && depth < 5; depth++) {
            name = root.path("aliases").path(name).path("parent").asText();
            icon = root.path("icons").path(name);
        }
        int width = icon.path("width").asInt(root.path("width").asInt(16));
        int height = icon.path("height").asInt(root.path("height").asInt(16));
        String svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                + "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">%s</svg>"
                        .formatted(width, height, side, side, icon.path("body").asText());
        SVGDocument document = new SVGLoader()
                .load(
                        new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                        null,
                        LoaderContext.createDefault());
        if (document == null) {
            throw new QwenVlException(QwenVlException.Kind.FILE, file + ": icon " + name + " cannot be drawn");
        }
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        FloatSize size = document.size();
        document.render((Component) null, graphics, new ViewBox(0, 0, side, side * size.height / size.width));
        graphics.dispose();
        return image;
    }
}
