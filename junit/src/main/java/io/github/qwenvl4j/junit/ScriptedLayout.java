package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.qwen3vl.Qwen3VlTools;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.ToolDefinition;
import io.github.qwenvl4j.prompt.layout.MessageLayout;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.Piece;
import io.github.qwenvl4j.prompt.layout.PlacedPicture;
import io.github.qwenvl4j.prompt.layout.RoleSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A role's id, the parts as given, and the end. Tools are written as Qwen3-VL writes them. */
record ScriptedLayout(ScriptedTokenizer tokenizer) implements MessageLayout {

    @Override
    public Optional<Message> defaultSystem() {
        return Optional.empty();
    }

    @Override
    public List<Part> asTrained(List<Part> parts) {
        return parts;
    }

    @Override
    public Message withTools(Optional<Message> system, List<ToolDefinition> tools) {
        return Qwen3VlTools.described(system, tools);
    }

    @Override
    public Piece piece(Message message, int firstPicture, PictureRows rows) {
        Writer writer = new Writer(message.role(), rows);
        writer.ids.add(ScriptedTokenizer.opening(message.role()));
        message.parts().forEach(writer::part);
        int end = writer.ids.size();
        writer.ids.add(ScriptedTokenizer.END);
        return new Piece(
                writer.ids.stream().mapToInt(Integer::intValue).toArray(),
                writer.pictures,
                new RoleSpan(message.role(), 0, 1, end, end + 1));
    }

    @Override
    public int[] answerOpening() {
        return new int[] {ScriptedTokenizer.opening(Role.ASSISTANT)};
    }

    @Override
    public int[] end() {
        return new int[0];
    }

    /** The ids of one message. */
    private final class Writer {

        private final Role role;
        private final PictureRows rows;
        private final List<Integer> ids = new ArrayList<>();
        private final List<PlacedPicture> pictures = new ArrayList<>();

        Writer(Role role, PictureRows rows) {
            this.role = role;
            this.rows = rows;
        }

        void part(Part part) {
            if (part instanceof Part.PicturePart shown) {
                picture(shown);
            } else if (part instanceof Part.Result result) {
                result.parts().forEach(this::part);
            } else if (part instanceof Part.Call call) {
                words(ScriptedCalls.written(call.call()));
            } else if (part instanceof Part.Film) {
                throw new QwenVlException(QwenVlException.Kind.UNSUPPORTED, "a scripted model takes no videos");
            } else {
                words(new Message(role, List.of(part)).words());
            }
        }

        private void picture(Part.PicturePart shown) {
            int count = rows.of(shown.picture());
            pictures.add(new PlacedPicture(ids.size(), count, shown.picture()));
            ids.add(ScriptedTokenizer.PICTURE);
            IntStream.range(0, count).forEach(row -> ids.add(ScriptedTokenizer.PICTURE_ROW));
            ids.add(ScriptedTokenizer.PICTURE_END);
        }

        private void words(String text) {
            for (int id : tokenizer.encode(text, SpecialsHonoured.NONE)) {
                ids.add(id);
            }
        }
    }
}
