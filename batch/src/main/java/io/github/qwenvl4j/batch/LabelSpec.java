package io.github.qwenvl4j.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.adapter.AdapterFolder;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.hub.HubSettings;
import io.github.qwenvl4j.hub.ModelHub;
import io.github.qwenvl4j.image.PixelBounds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What is asked about every picture, and by which model: all on which the answers depend. Written as YAML or JSON:
 *
 * <pre>{@code
 * model: Qwen-VL-Chat          # folder or name; absent: the built-in model
 * adapter: runs/mine           # folder of an adapter, or of the run that trained it
 * dtype: int8
 * max-new-tokens: 64           # an option of every question that does not say otherwise
 * questions:
 *   - id: caption
 *     task: caption
 *   - id: colour
 *     ask: What colour is the shape?
 *     choices: [red, green, blue]
 * }</pre>
 *
 * @param model folder or name of the checkpoint; absent for the built-in model
 * @param adapter folder of an adapter through which the model answers
 * @param system text of the system; absent for the model's own
 * @param questions at least one, with different ids
 * @param fields as they were written, options of all questions moved into each, schemas read
 */
public record LabelSpec(
        Optional<String> model,
        Optional<String> adapter,
        Optional<String> system,
        List<LabelQuestion> questions,
        JsonNode fields) {

    private static final Set<String> OPEN = Set.of("dtype", "kv-cache", "max-pixels", "min-pixels");
    private static final Set<String> KNOWN =
            LabelQuestion.union(OPEN, Set.of("model", "adapter", "system", "questions"));

    public LabelSpec {
        questions = List.copyOf(questions);
    }

    /** Reads a file of YAML or JSON. @throws QwenVlException in one line that names the place */
    public static LabelSpec read(Path file) {
        return SpecText.read(file);
    }

    /** Reads a text of YAML or JSON; a schema stands in it. */
    public static LabelSpec parse(String text) {
        return SpecText.parse(text);
    }

    /** @param json options of all questions moved into each, schemas read */
    static LabelSpec of(String place, ObjectNode json) {
        SpecFields fields = SpecFields.of(place, json);
        fields.requireKnown(KNOWN);
        JsonNode written = fields.value("questions")
                .orElseThrow(() -> new QwenVlException(Kind.FILE, place + ": has no questions"));
        if (!written.isArray() || written.isEmpty()) {
            throw fields.wrong("questions", "a list of questions");
        }
        List<LabelQuestion> questions = new ArrayList<>();
        for (JsonNode each : written) {
            String where = place + ": question " + (questions.size() + 1);
            LabelQuestion question = LabelQuestion.of(SpecFields.of(where, each));
            if (questions.stream().anyMatch(other -> other.id().equals(question.id()))) {
                throw new QwenVlException(Kind.FILE, where + ": the id " + question.id() + " is given twice");
            }
            questions.add(question);
        }
        LabelSpec spec =
                new LabelSpec(fields.text("model"), fields.text("adapter"), fields.text("system"), questions, json);
        try {
            spec.over(OpenOptions.defaults());
        } catch (QwenVlException e) {
            throw e.getMessage().startsWith(place) ? e : fields.refused(e);
        }
        return spec;
    }

    /** JSON from which {@link #parse} gives this specification again. */
    public String toJson() {
        return fields.toString();
    }

    /** The question of that name. */
    public LabelQuestion question(String id) {
        return questions.stream()
                .filter(question -> question.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new QwenVlException("there is no question " + id + "; there are "
                        + String.join(
                                ", ", questions.stream().map(LabelQuestion::id).toList())));
    }

    /** The folder of the model. @throws QwenVlException where it is not on this machine */
    public Path directory() {
        return model.map(name -> new ModelHub(HubSettings.fromEnvironment()).locate(name))
                .orElseGet(BuiltInModel::directory);
    }

    /**
     * What changes when any answer to a question could, by the question's id: files of model and adapter, question, options, version. Reads the
     * model's files.
     */
    public Map<String, String> fingerprints() {
        String base = Fingerprint.ofModel(directory());
        String content = adapter()
                .map(given -> Fingerprint.of(base, Fingerprint.ofModel(AdapterFolder.find(Path.of(given)))))
                .orElse(base);
        Map<String, String> prints = new LinkedHashMap<>();
        questions.forEach(each -> prints.put(each.id(), Fingerprint.of(this, each, content)));
        return prints;
    }

    /** The same questions to the same model and adapter at other places. @param place from a place to another */
    public LabelSpec moved(UnaryOperator<String> place) {
        ObjectNode changed = fields.deepCopy();
        model.ifPresent(given -> changed.put("model", place.apply(given)));
        adapter.ifPresent(given -> changed.put("adapter", place.apply(given)));
        return of("specification", changed);
    }

    /** Options of the machine, with those on which answers depend. */
    OpenOptions over(OpenOptions machine) {
        SpecFields given = new SpecFields("specification", (ObjectNode) fields);
        OpenOptions options = given.text("dtype")
                .flatMap(Precision::of)
                .map(machine::withPrecision)
                .orElse(machine);
        options = given.text("kv-cache")
                .map(KvCacheType::of)
                .map(options::withKvCache)
                .orElse(options);
        PixelBounds pixels =
                given.integer("max-pixels").map(PixelBounds::atMost).orElse(PixelBounds.DEFAULT);
        options = options.withPixels(
                given.integer("min-pixels").map(pixels::withMin).orElse(pixels));
        return adapter.map(Path::of).map(options::withAdapter).orElse(options);
    }
}
