package io.github.qwenvl4j.train.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.util.List;

/** What a stage reads: scenes drawn while training, or files. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SceneData.class, name = "scenes"),
    @JsonSubTypes.Type(value = FileData.class, name = "files")
})
public sealed interface TrainingData permits SceneData, FileData {

    /** Broken lines and pictures that are skipped before the run is stopped. */
    int maxBroken();

    /** The scene tasks that it holds. */
    List<TaskKind> sceneTasks();
}
