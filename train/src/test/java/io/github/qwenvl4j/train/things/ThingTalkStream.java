package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.Tokenized;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Writes talks about things, with pictures of the size that users have, as the product sees them.
 * {@code ThingTalkStream RANKS QUERIES OUT ROWS FILES SEED ICONS}
 */
final class ThingTalkStream {

    private static final int LONGEST = 640;

    private final Labeller labeller;
    private final TalkMaker maker;
    private final ThingRenderer renderer;
    private final Random random;
    private long seed;

    private ThingTalkStream(String[] args) {
        this.labeller = new Labeller(QwenTokenizer.load(Path.of(args[0]), Integer.parseInt(args[1])));
        List<DrawnSprite> drawn = SpriteMaker.make(Path.of(args[6]), System.err::println);
        List<Sprite> sprites = drawn.stream().map(DrawnSprite::sprite).toList();
        this.maker = new TalkMaker(new SpriteBox(sprites, false), new TalkWordings(TalkWordings.Part.SEEN));
        this.renderer = new ThingRenderer(drawn);
        this.random = new Random(Long.parseLong(args[5]));
        this.seed = (1L << 50) + Long.parseLong(args[5]) * 10_000_000;
    }

    public static void main(String[] args) throws Exception {
        new DrawnStream(Path.of(args[2]), "t-", Integer.parseInt(args[3]), Integer.parseInt(args[4]))
                .write(new ThingTalkStream(args)::row);
    }

    private RowFile.DrawnRow row() {
        while (true) {
            TalkMaker.Talk talk = maker.make(seed++, 11);
            Tokenized tokens = labeller.label(talk.sample());
            if (tokens.length() <= LONGEST) {
                return new RowFile.DrawnRow(
                        tokens, talk.pictures().stream().map(this::drawn).toList());
            }
        }
    }

    private byte[] drawn(ThingPicture picture) {
        double scale = 0.8 + 1.7 * random.nextDouble();
        ThingPicture sized = new ThingPicture(
                (int) (picture.width() * scale),
                (int) (picture.height() * scale),
                picture.background(),
                picture.layers(),
                picture.items(),
                picture.sign());
        return Preprocessor.resize(RgbImage.of(renderer.render(sized)), SceneTalkStream.SIDE);
    }
}
