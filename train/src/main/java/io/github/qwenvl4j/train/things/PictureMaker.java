package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.Dice;
import io.github.qwenvl4j.train.scenes.ShapeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Composes one picture at random. Not thread-safe. */
final class PictureMaker {

    private static final int ATTEMPTS = 40;
    private static final double LEAST_VISIBLE = 0.7; // of an item, in both directions

    /** What may be named in a picture: a kind of item, of which there may be several. */
    private record Kind(Thing thing, ColourName colour, ShapeName shape) {

        static Kind of(Item item) {
            return new Kind(item.thing(), item.colour(), item.shape());
        }
    }

    private final SpriteBox sprites;
    private final Dice dice;
    private final int width;
    private final int height;
    private final double side;
    private final int style;
    private final double overlap;
    private final boolean partial;
    private final List<Layer> layers = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private final List<double[]> taken = new ArrayList<>();

    private PictureMaker(SpriteBox sprites, Dice dice) {
        this.sprites = sprites;
        this.dice = dice;
        this.side = dice.whole(200, 360);
        double stretch = dice.chance(0.5) ? 1 : dice.between(0.7, 1.45);
        this.width = (int) (side * Math.sqrt(stretch));
        this.height = (int) (side / Math.sqrt(stretch));
        this.style = dice.chance(0.5) ? dice.whole(0, IconStyle.values().length - 1) : -1;
        this.overlap = dice.chance(0.7) ? 0.02 : 0.2;
        this.partial = dice.chance(0.25);
    }

    /** @param signs probability of a sign */
    static ThingPicture make(SpriteBox sprites, double signs, int mostItems, Dice dice) {
        return new PictureMaker(sprites, dice).make(signs, mostItems, List.of());
    }

    /** A picture without signs that has an item like each of these, if there is room. */
    static ThingPicture with(List<Item> wanted, SpriteBox sprites, int mostItems, Dice dice) {
        return new PictureMaker(sprites, dice).make(0, mostItems, wanted);
    }

    private ThingPicture make(double signs, int mostItems, List<Item> wanted) {
        Optional<ThingPicture.Sign> sign = Optional.empty();
        List<Layer> above = new ArrayList<>();
        if (dice.chance(signs)) {
            SignWriter writer = new SignWriter(sprites, dice, width, height);
            sign = writer.write();
            above = writer.layers();
            sign.ifPresent(written -> taken.add(written.bounds()));
        }
        int most = sign.isPresent() ? Math.min(3, mostItems) : mostItems;
        int count = dice.chance(0.15) ? 1 : dice.whole(sign.isPresent() ? 0 : 1, most);
        List<Kind> kinds = new ArrayList<>(wanted.stream().map(Kind::of).toList());
        kinds.addAll(kinds(count));
        for (int i = 0; i < count; i++) {
            place(kinds.get(i), count);
        }
        List<Layer> all = new ArrayList<>(layers);
        all.addAll(above);
        return new ThingPicture(width, height, backdrop(), all, List.copyOf(items), sign);
    }

    private List<Kind> kinds(int count) {
        List<Kind> kinds = new ArrayList<>();
        boolean repeats = dice.chance(0.5);
        double shapes = dice.chance(0.2) ? 1 : 0.25;
        for (int i = 0; i < count; i++) {
            kinds.add(repeats && i > 0 && dice.chance(0.5) ? dice.pick(kinds) : kind(dice.chance(shapes)));
        }
        return kinds;
    }

    private Kind kind(boolean shape) {
        return shape
                ? new Kind(null, dice.pick(ColourName.values()), dice.pick(ShapeName.values()))
                : new Kind(dice.pick(Things.ALL), null, null);
    }

    private void place(Kind kind, int count) {
        Sprite sprite =
                kind.thing() == null ? sprites.shape(kind.shape(), dice) : sprites.icon(kind.thing(), style, dice);
        int tint = kind.thing() == null ? kind.colour().draw(dice) : -1;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Layer layer = Layer.of(sprite, pose(kind, sprite, count), width, height, tint);
            double[] box = layer.bounds();
            double[] inside = inside(box);
            if (visible(box, inside) && taken.stream().allMatch(other -> shared(inside, other) <= overlap)) {
                layers.add(layer);
                taken.add(inside);
                items.add(new Item(kind.thing(), kind.colour(), kind.shape(), inside));
                return;
            }
        }
    }

    private Layer.Pose pose(Kind kind, Sprite sprite, int count) {
        double largest = count == 1 ? 0.95 : count <= 3 ? 0.5 : 0.34;
        double size = side * dice.between(0.12, largest);
        double aspect = sprite.aspect();
        if (kind.shape() == ShapeName.RECTANGLE) {
            double ratio = dice.between(1.6, 2.6);
            aspect = dice.chance(0.5) ? ratio : 1 / ratio;
        } else if (kind.shape() != null && kind.shape() != ShapeName.SQUARE) {
            aspect *= dice.between(0.9, 1.1);
        }
        double across = size * Math.sqrt(Math.min(4, Math.max(0.25, aspect)));
        double down = across / aspect;
        return new Layer.Pose(dice.between(0, width), dice.between(0, height), across, down, angle(kind), flip(kind));
    }

    private double angle(Kind kind) {
        if (kind.shape() == ShapeName.CIRCLE || dice.chance(0.5)) {
            return 0;
        }
        return Math.toRadians(dice.between(-1, 1) * (dice.chance(0.7) ? 15 : 40));
    }

    private int flip(Kind kind) {
        return kind.thing() != null && dice.chance(0.3) ? -1 : 1;
    }

    private boolean visible(double[] box, double[] inside) {
        double least = partial ? LEAST_VISIBLE : 1;
        return inside[2] - inside[0] >= least * (box[2] - box[0]) - 1e-9
                && inside[3] - inside[1] >= least * (box[3] - box[1]) - 1e-9;
    }

    static double[] inside(double[] box) {
        return new double[] {Math.max(0, box[0]), Math.max(0, box[1]), Math.min(1, box[2]), Math.min(1, box[3])};
    }

    /** The part of the smaller box that both have in common. */
    private static double shared(double[] a, double[] b) {
        double across = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
        double down = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
        double smaller = Math.min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]));
        return across <= 0 || down <= 0 ? 0 : across * down / smaller;
    }

    /** Colours from which every tint differs clearly. */
    private ThingPicture.Backdrop backdrop() {
        boolean plain = dice.chance(0.25);
        int first = different(plain && dice.chance(0.6) ? 0xFFFFFF : random());
        return new ThingPicture.Backdrop(dice.whole(0, 6), first, plain ? first : different(random()), dice.next());
    }

    private int random() {
        boolean bright = dice.chance(0.6);
        return dice.whole(bright ? 150 : 0, 255) << 16
                | dice.whole(bright ? 150 : 0, 255) << 8
                | dice.whole(bright ? 150 : 0, 255);
    }

    private int different(int wanted) {
        int rgb = wanted;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int tried = rgb;
            if (layers.stream().allMatch(layer -> layer.tint() < 0 || distance(layer.tint(), tried) > 110)) {
                break;
            }
            rgb = random();
        }
        return rgb;
    }

    static int distance(int a, int b) {
        return Math.abs((a >> 16 & 255) - (b >> 16 & 255))
                + Math.abs((a >> 8 & 255) - (b >> 8 & 255))
                + Math.abs((a & 255) - (b & 255));
    }
}
