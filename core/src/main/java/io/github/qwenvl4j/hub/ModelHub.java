package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Models by name. Shares its caches with Python's tools in both directions: Hugging Face's cache completely,
 * ModelScope's folder without the index that its client additionally keeps. Thread-safe; concurrent pulls, in one
 * process or several, do not interfere.
 */
public final class ModelHub {

    private static final String CONFIG = "config.json";
    private static final String NAME_AND_REVISION = "[^/\\\\.~@][^/\\\\@]*/[^/\\\\@]+(@.+)?";

    private final HubSettings settings;
    private final Pause pause;

    public ModelHub(HubSettings settings) {
        this(settings, Pause.sleeping());
    }

    ModelHub(HubSettings settings, Pause pause) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.pause = pause;
    }

    /**
     * The folder of a model. Does not use the network.
     *
     * @param model a folder, a name, or a name with a revision, {@code Qwen/Qwen-VL-Chat@v1.0.0}
     * @return the given folder, whether or not it exists, or the folder of the model with that name
     * @throws QwenVlException when a model of that name is not on this machine
     */
    public Path locate(String model) {
        return find(model)
                .orElseThrow(() -> new QwenVlException(
                        Kind.CHECKPOINT, model + ": is not on this machine; ModelHub.pull fetches it"));
    }

    /** The same; empty when a model of that name is not on this machine. */
    public Optional<Path> find(String model) {
        Objects.requireNonNull(model, "model");
        if (!model.matches(NAME_AND_REVISION) || Files.exists(Path.of(model))) {
            return Optional.of(Path.of(model));
        }
        int at = model.indexOf('@');
        String name = at < 0 ? model : model.substring(0, at);
        Optional<String> revision = at < 0 ? Optional.empty() : Optional.of(model.substring(at + 1));
        return find(ModelName.parse(name), revision);
    }

    private Optional<Path> find(ModelName name, Optional<String> revision) {
        Stream<Path> huggingFace =
                HuggingFaceStore.find(settings, name, revision.orElse(Source.HUGGINGFACE.defaultRevision())).stream();
        Stream<Path> modelScope = revision.isPresent() ? Stream.empty() : FlatStore.candidates(settings, name);
        return Stream.concat(huggingFace, modelScope)
                .filter(folder -> Files.exists(folder.resolve(CONFIG)))
                .findFirst();
    }

    /**
     * Downloads a model's configuration, vocabulary and weights, as far as they are missing.
     *
     * @param revision branch, tag or commit; the source's default branch when absent
     * @return the folder to open
     * @throws QwenVlException in one line, if the hub refuses or cannot be reached, if the content differs from its
     *     listing, if the disk is too small, or if {@code HF_HUB_OFFLINE} is set
     */
    public Path pull(ModelName name, Optional<String> revision, Source source, PullProgress progress) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(progress, "progress");
        if (settings.offline()) {
            throw new QwenVlException(Kind.NOT_PERMITTED, name + ": nothing is fetched, because HF_HUB_OFFLINE is set");
        }
        Hub hub = hub(source);
        String wanted = revision.orElse(source.defaultRevision());
        Listing listing = hub.list(name, wanted, pause).needed(name);
        Store store = source == Source.HUGGINGFACE
                ? HuggingFaceStore.of(settings, name, wanted, listing.commit())
                : FlatStore.of(settings, name);
        return new Pull(hub.client(), store, progress, pause).run(listing);
    }

    private Hub hub(Source source) {
        return source == Source.HUGGINGFACE
                ? new HuggingFace(new HubClient(settings.endpoint(), settings.token(), "HF_TOKEN"))
                : new ModelScope(new HubClient(
                        settings.modelScopeEndpoint(), settings.modelScopeToken(), "MODELSCOPE_API_TOKEN"));
    }
}
