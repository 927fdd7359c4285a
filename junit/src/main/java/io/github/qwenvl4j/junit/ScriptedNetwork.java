package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds the reply to a prompt in a script, and thinks each of its bytes likely in turn. */
record ScriptedNetwork(Script script, ScriptedTokenizer tokenizer) implements VisionLanguageModel {

    static final int POSITIONS = 1 << 16;
    private static final int PICTURE_ROWS = 4;
    private static final float LIKELY = 20;

    @Override
    public int positions() {
        return POSITIONS;
    }

    @Override
    public int vocabulary() {
        return ScriptedTokenizer.SIZE;
    }

    @Override
    public int rows(int width, int height) {
        return PICTURE_ROWS;
    }

    @Override
    public SeenPicture see(RgbImage image) {
        return new SeenPicture(image, PICTURE_ROWS, image.width(), image.height());
    }

    @Override
    public VisionTask begin(SeenPicture picture) {
        return new VisionTask() {
            @Override
            public boolean advance() {
                return true;
            }

            @Override
            public PictureFeatures features() {
                return new Unread();
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    /** Nobody looks at them. */
    private static final class Unread extends PictureFeatures {

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        protected void free() {
            // nothing is held
        }
    }

    @Override
    public RowPositions positions(Prompt prompt) {
        return () -> 0;
    }

    @Override
    public Session newSession(KvCacheType type) {
        return new Session(new ScriptedCache());
    }

    @Override
    public float[][] step(List<Chunk> chunks) {
        List<float[]> logits = new ArrayList<>();
        for (Chunk chunk : chunks) {
            ScriptedCache cache = (ScriptedCache) chunk.session().cache();
            for (int i = 0; i < chunk.rows(); i++) {
                cache.append(chunk.ids()[i]);
                if (chunk.rows() - i <= chunk.wanted()) {
                    logits.add(logits(cache.ids()));
                }
            }
            chunk.session().remember(chunk.keys());
        }
        return logits.toArray(float[][]::new);
    }

    private float[] logits(int[] ids) {
        int open = ids.length - 1;
        while (open > 0 && ids[open] != ScriptedTokenizer.opening(Role.ASSISTANT)) {
            open--;
        }
        String prompt = tokenizer.decode(Arrays.copyOf(ids, open));
        if (open == ids.length - 1) {
            script.asked(prompt);
        }
        float[] logits = new float[ScriptedTokenizer.SIZE];
        // What closes a text or an object: where a form rules the reply out, the answer comes to its end.
        for (char closing : "\"}]".toCharArray()) {
            logits[closing] = 1;
        }
        logits[ScriptedTokenizer.END] = 2;
        int[] answered = Arrays.copyOfRange(ids, open + 1, ids.length);
        logits[next(reply(prompt), answered)] = LIKELY;
        return logits;
    }

    private ScriptedReply reply(String prompt) {
        String[] messages = prompt.split("(?m)^(?=[a-z]+: )");
        String last = messages[messages.length - 1];
        Optional<ScriptedReply> reply = script.reply(last);
        return reply.orElseThrow(() -> new QwenVlException("the script has no reply to: " + last.strip()));
    }

    /** The byte of the reply behind what was answered; the end where the answer is not the reply's. */
    private int next(ScriptedReply reply, int[] answered) {
        if (reply instanceof ScriptedReply.Fails failure) {
            throw new QwenVlException(failure.kind(), failure.message());
        }
        boolean endless = reply instanceof ScriptedReply.Repeats;
        int[] said = tokenizer.encode(
                reply instanceof ScriptedReply.Says says ? says.text() : ((ScriptedReply.Repeats) reply).text(),
                SpecialsHonoured.ALL);
        for (int i = 0; i < answered.length; i++) {
            if (!endless && i == said.length || answered[i] != said[i % said.length]) {
                return ScriptedTokenizer.END;
            }
        }
        boolean complete = !endless && answered.length == said.length;
        return complete ? ScriptedTokenizer.END : said[answered.length % said.length];
    }
}
