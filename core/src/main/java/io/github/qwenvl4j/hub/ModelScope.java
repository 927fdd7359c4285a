package io.github.qwenvl4j.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** ModelScope: {@code GET /api/v1/models/NAME/repo/files?Revision=..&Recursive=true}. */
record ModelScope(HubClient client) implements Hub {

    @Override
    public Listing list(ModelName name, String revision, Pause pause) {
        String model = client.hub() + "/api/v1/models/" + name + "/repo";
        URI address = URI.create(model + "/files?Revision=" + Hub.part(revision) + "&Recursive=true");
        JsonNode files = json(address, pause).path("Data").path("Files");
        if (!files.isArray()) {
            throw new QwenVlException(address + ": the reply is not a list of a model's files");
        }
        List<RemoteFile> found = new ArrayList<>();
        for (JsonNode file : files) {
            if (!file.path("Type").asText().equals("tree")) {
                String path = file.path("Path").asText();
                URI uri = URI.create(model + "?Revision=" + Hub.part(revision) + "&FilePath=" + Hub.part(path));
                found.add(new RemoteFile(
                        path,
                        file.path("Size").asLong(-1),
                        Checksum.of(file.path("Sha256").asText()),
                        uri));
            }
        }
        return new Listing(revision, found);
    }

    @Override
    public String elsewhere() {
        return "another domain (environment variable MODELSCOPE_DOMAIN), Hugging Face as the source (pull --source huggingface)";
    }
}
