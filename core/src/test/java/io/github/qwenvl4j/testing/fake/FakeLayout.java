package io.github.qwenvl4j.testing.fake;

import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.layout.LaidOutTemplate;
import io.github.qwenvl4j.prompt.layout.MessageLayout;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.Piece;
import io.github.qwenvl4j.prompt.layout.PlacedPicture;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.prompt.layout.RoleSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A role's id, the content, and the end; pictures as given. @param roles whether roles and ends are written */
record FakeLayout(boolean roles) implements MessageLayout {

    private static final Pattern NAMED = Pattern.compile("\\[\\[(.*?)]]");

    /** The raw layout: {@code [[ADDRESS]]} is a picture. */
    static List<Part> parse(String text, SpecialsHonoured honoured, Function<String, Picture> pictures) {
        List<Part> parts = new ArrayList<>();
        Matcher named = NAMED.matcher(text);
        int done = 0;
        while (named.find()) {
            parts.add(new Part.Text(text.substring(done, named.start())));
            parts.add(new Part.PicturePart(pictures.apply(named.group(1)), false));
            done = named.end();
        }
        parts.add(new Part.Text(text.substring(done)));
        return parts;
    }

    PromptTemplate template() {
        return new LaidOutTemplate(this, roles, false, Set.of(FakeTokenizer.END));
    }

    @Override
    public Optional<Message> defaultSystem() {
        return Optional.empty();
    }

    @Override
    public List<Part> asTrained(List<Part> parts) {
        return parts;
    }

    @Override
    public Piece piece(Message message, int firstPicture, PictureRows rows) {
        FakeTokenizer tokenizer = new FakeTokenizer();
        List<Integer> ids = new ArrayList<>();
        List<PlacedPicture> pictures = new ArrayList<>();
        if (roles) {
            ids.add(FakeTokenizer.ROLES + message.role().ordinal());
        }
        int start = ids.size();
        for (Part part : message.parts()) {
            if (part instanceof Part.PicturePart shown) {
                int count = rows.of(shown.picture());
                pictures.add(new PlacedPicture(ids.size(), count, shown.picture()));
                ids.add(FakeTokenizer.PICTURE);
                IntStream.range(0, count).forEach(row -> ids.add(FakeTokenizer.PICTURE_ROW));
                ids.add(FakeTokenizer.PICTURE_END);
            } else {
                String words = new Message(message.role(), List.of(part)).words();
                for (int id : tokenizer.encode(words, SpecialsHonoured.NONE)) {
                    ids.add(id);
                }
            }
        }
        int end = ids.size();
        if (roles) {
            ids.add(FakeTokenizer.END);
        }
        return new Piece(
                ids.stream().mapToInt(Integer::intValue).toArray(),
                pictures,
                new RoleSpan(message.role(), 0, start, end, ids.size()));
    }

    @Override
    public int[] answerOpening() {
        return roles ? new int[] {FakeTokenizer.ROLES + Role.ASSISTANT.ordinal()} : new int[0];
    }

    @Override
    public int[] end() {
        return new int[0];
    }
}
