package io.github.qwenvl4j.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Hugging Face and its mirrors: {@code GET /api/models/NAME/revision/REVISION?blobs=true}. */
record HuggingFace(HubClient client) implements Hub {

    @Override
    public Listing list(ModelName name, String revision, Pause pause) {
        URI address =
                URI.create(client.hub() + "/api/models/" + name + "/revision/" + Hub.part(revision) + "?blobs=true");
        JsonNode model = json(address, pause);
        String commit = model.path("sha").asText();
        if (!commit.matches("[0-9a-f]{40}") || !model.path("siblings").isArray()) {
            throw new QwenVlException(address + ": the reply is not a list of a model's files");
        }
        List<RemoteFile> files = new ArrayList<>();
        for (JsonNode file : model.path("siblings")) {
            files.add(file(name, commit, file));
        }
        return new Listing(commit, files);
    }

    @Override
    public String elsewhere() {
        return "a mirror (environment variable HF_ENDPOINT), ModelScope as the source (pull --source modelscope)";
    }

    private RemoteFile file(ModelName name, String commit, JsonNode file) {
        String path = file.path("rfilename").asText();
        JsonNode lfs = file.path("lfs");
        String checksum = lfs.isObject()
                ? lfs.path("sha256").asText()
                : file.path("blobId").asText();
        URI uri = URI.create(client.hub() + "/" + name + "/resolve/" + commit + "/" + Hub.path(path));
        return new RemoteFile(path, file.path("size").asLong(-1), Checksum.of(checksum), uri);
    }
}
