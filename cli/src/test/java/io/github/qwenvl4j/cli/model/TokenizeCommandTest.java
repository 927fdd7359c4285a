package io.github.qwenvl4j.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenizeCommandTest {

    @Test
    void tokenizePrintsIdAndPiece() {
        Cli cli = tokenize("a\n<ref>");
        assertThat(cli.out().lines().toList()).isEqualTo(List.of("64\ta", "198\t\\n", "764\t<ref>"));
    }

    @Test
    void tokenizeTakesSpecialTokensAsTextOnRequest() {
        assertThat(tokenize("--text", "<ref>").out().lines()).hasSizeGreaterThan(1);
    }

    @Test
    void piecesOfACharacterAreShownAsBytes() {
        assertThat(PrintableToken.of(new byte[] {(byte) 0xE4, (byte) 0xBD})).isEqualTo("\\xE4\\xBD");
        assertThat(PrintableToken.of("你\t\\\u0001".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("你\\t\\\\\\x01");
    }

    private static Cli tokenize(String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "tokenize";
        all[1] = "--model";
        all[2] = Fixtures.path("tiny-vl").toString();
        System.arraycopy(args, 0, all, 3, args.length);
        return Cli.run(all);
    }
}
