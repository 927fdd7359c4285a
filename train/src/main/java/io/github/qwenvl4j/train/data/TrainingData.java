package io.github.qwenvl4j.train.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.util.List;

/** The data of a stage: scenes drawn during training, or files. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SceneData.class, name = "scenes"),
    @JsonSubTypes.Type(value = FileData.class, name = "files")
})
public sealed interface TrainingData permits SceneData, FileData {

    /** Maximum number of broken lines and pictures that are skipped. */
    int maxBroken();

    /** The scene tasks that it contains. */
    List<TaskKind> sceneTasks();
}
