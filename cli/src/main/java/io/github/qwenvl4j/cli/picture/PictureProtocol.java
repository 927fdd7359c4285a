package io.github.qwenvl4j.cli.picture;

import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Protocols by which terminals show pictures. */
public enum PictureProtocol {
    KITTY(Kitty::encode),
    ITERM2(ITerm2::encode),
    SIXEL(Sixel::encode);

    private final Function<BufferedImage, String> encoder;

    PictureProtocol(Function<BufferedImage, String> encoder) {
        this.encoder = encoder;
    }

    /** The characters that make a terminal show the picture, which is shrunk if it is large. */
    public String encode(BufferedImage picture) {
        return encoder.apply(Shrink.toTerminal(picture));
    }

    /** The protocol of the terminal that set these environment variables, if they tell. */
    public static Optional<PictureProtocol> detect(Map<String, String> environment) {
        if (environment.containsKey("TMUX") || term(environment).startsWith("screen")) {
            return Optional.empty(); // discard sequences that they do not know
        }
        if (environment.containsKey("KITTY_WINDOW_ID") || term(environment).matches(".*(kitty|ghostty).*")) {
            return Optional.of(KITTY);
        }
        String program =
                environment.getOrDefault("TERM_PROGRAM", "") + " " + environment.getOrDefault("LC_TERMINAL", "");
        if (program.matches(".*(iTerm|WezTerm|mintty|rio).*")) {
            return Optional.of(ITERM2);
        }
        return term(environment).matches("(foot|mlterm|yaft|contour).*|.*sixel.*")
                ? Optional.of(SIXEL)
                : Optional.empty();
    }

    private static String term(Map<String, String> environment) {
        return environment.getOrDefault("TERM", "").toLowerCase(Locale.ROOT);
    }
}
