package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.family.ModelParts;
import io.github.qwenvl4j.image.FramePair;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.ImageSize;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.PixelBounds;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.prompt.layout.RawLayout;
import io.github.qwenvl4j.prompt.layout.Window;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes prompts for one model: lays a dialogue out as ids, then reads its pictures. Immutable and thread-safe. */
public final class Prompts {

    /** An answer may take at most this part of the positions before turns of the dialogue are dropped. */
    private static final int ANSWER_PART = 4;

    private final PromptTemplate template;
    private final PromptTemplate plain;
    private final RawLayout raw;
    private final Window window;
    private final int positions;
    private final VisionLanguageModel model;
    private final ImageLoader images;
    private final PictureOrder order;
    private final PixelBounds pixels;
    private final Optional<ModelAdapter> adapter;

    Prompts(ModelParts parts, GenerationConfig generation, OpenOptions options) {
        this.model = parts.network();
        this.template = parts.template();
        this.plain = parts.plain();
        this.raw = parts.raw();
        this.positions = model.positions();
        int answer = Math.min(generation.maxNewTokens(), positions / ANSWER_PART);
        this.window = new Window(generation.maxWindowSize(), positions - answer);
        this.images = options.images();
        this.order = options.pictureOrder();
        this.pixels = options.pixels();
        this.adapter = Optional.empty();
    }

    private Prompts(Prompts base, ModelAdapter adapter) {
        this.model = base.model;
        this.template = base.template;
        this.plain = base.plain;
        this.raw = base.raw;
        this.positions = base.positions;
        this.window = base.window;
        this.images = base.images;
        this.order = base.order;
        this.pixels = base.pixels;
        this.adapter = Optional.of(adapter);
    }

    /** The same prompts, to be answered through an adapter. */
    Prompts through(ModelAdapter other) {
        return new Prompts(this, other);
    }

    /** Through which its prompts are answered. */
    public Optional<ModelAdapter> adapter() {
        return adapter;
    }

    /** How the model is talked to. */
    public PromptTemplate template() {
        return template;
    }

    /** How a message is written without a template around it. */
    public PromptTemplate plain() {
        return plain;
    }

    /**
     * How much of a dialogue is kept: the checkpoint's {@code max_window_size}, and prompts that leave the positions an
     * answer of the checkpoint's usual length needs.
     */
    public Window window() {
        return window;
    }

    /** How many ids a prompt and its answer may have together. */
    public int positions() {
        return positions;
    }

    /** Where the pictures of a message stand unless something else is asked for. */
    public PictureOrder order() {
        return order;
    }

    /** As {@link #encode(Dialogue, Function)}; where its size matters, no more than the header of a picture is read. */
    public EncodedPrompt encode(Dialogue dialogue) {
        return laidOut(dialogue, this::rows);
    }

    /**
     * The prompt for the answer to the last message of a dialogue. Of pictures at hand no more than the header is read, so that a
     * prompt that is too long is refused before any is decoded.
     *
     * @param seen pictures, asked only for others, which are read once, and only for families in which pictures take different
     *     numbers of rows
     * @throws QwenVlException of kind TOO_LONG when it leaves no room for an answer
     */
    public EncodedPrompt encode(Dialogue dialogue, Function<Picture, SeenPicture> seen) {
        return laidOut(
                dialogue,
                picture ->
                        picture.atHand() ? rows(picture) : seen.apply(picture).rows());
    }

    private EncodedPrompt laidOut(Dialogue dialogue, PictureRows rows) {
        EncodedPrompt encoded = template.encode(dialogue, window, order, rows);
        if (encoded.length() >= positions) {
            throw new QwenVlException(
                    QwenVlException.Kind.TOO_LONG,
                    "the prompt has %d tokens, but the model has only %d positions for prompt and answer"
                            .formatted(encoded.length(), positions));
        }
        return encoded;
    }

    /** A message as it is, without a template around it, also for a chat model. */
    public EncodedPrompt encodeRaw(Message message) {
        return laidOutRaw(message, this::rows);
    }

    /** The same with pictures that somebody else reads. */
    public EncodedPrompt encodeRaw(Message message, Function<Picture, SeenPicture> seen) {
        return laidOutRaw(message, rows(seen));
    }

    private EncodedPrompt laidOutRaw(Message message, PictureRows rows) {
        return plain.encode(Dialogue.of(message), Window.UNBOUNDED, PictureOrder.AS_GIVEN, rows);
    }

    /**
     * A prompt in the family's published raw layout, as it is: all special tokens count, and pictures stand in it by their
     * addresses.
     *
     * @param pictures what picture an address is: {@link Picture#at} for what the model's image loader may read
     */
    public EncodedPrompt encodeRaw(String prompt, Function<String, Picture> pictures) {
        return encodeRaw(new Message(Role.USER, parseRaw(prompt, pictures)));
    }

    /** The parts of a prompt in the family's published raw layout, all special tokens counting. */
    public List<Part> parseRaw(String prompt, Function<String, Picture> pictures) {
        return raw.parse(prompt, SpecialsHonoured.ALL, pictures);
    }

    /** The rows of pictures that somebody reads. */
    public static PictureRows rows(Function<Picture, SeenPicture> seen) {
        return picture -> seen.apply(picture).rows();
    }

    /** Reads the pictures of an encoded prompt and shrinks them to what the model sees. */
    public Prompt place(EncodedPrompt encoded) {
        return place(encoded, this::read);
    }

    /** The same with pictures that {@link #read} or somebody else has read. */
    public Prompt place(EncodedPrompt encoded, Function<Picture, SeenPicture> pictures) {
        return new Prompt(
                encoded.ids(),
                encoded.pictures().stream()
                        .map(placed -> new Prompt.Placed(placed.start(), pictures.apply(placed.picture())))
                        .toList(),
                adapter);
    }

    /** Reads a picture and keeps what the model sees of it. */
    public SeenPicture read(Picture picture) {
        return read(picture, each -> each.read(images));
    }

    /** The same of pictures that {@code pixels} reads. */
    public SeenPicture read(Picture picture, Function<Picture, RgbImage> pixels) {
        Optional<FramePair> frames = picture.frames();
        if (frames.isEmpty()) {
            return model.see(pixels.apply(picture), bounds(picture));
        }
        FramePair pair = frames.get();
        return model.see(pixels.apply(pair.first()), pixels.apply(pair.second()), pair.frames(), bounds(picture));
    }

    /** What the model sees of pixels that have no bounds of their own. */
    public SeenPicture shrink(RgbImage image) {
        return model.see(image, pixels);
    }

    private int rows(Picture picture) {
        return rows(picture, images);
    }

    /** How many rows a picture takes, by its header alone. */
    public int rows(Picture picture, ImageLoader loader) {
        ImageSize size = picture.size(loader);
        if (picture.frames().isPresent()) {
            int frames = picture.frames().get().frames();
            return model.rows(size.width(), size.height(), frames, bounds(picture));
        }
        return model.rows(size.width(), size.height(), bounds(picture));
    }

    private PixelBounds bounds(Picture picture) {
        return picture.bounds().or(pixels);
    }
}
