package io.github.qwenvl4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.testing.TestDevice;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.train.data.FileSamples;
import io.github.qwenvl4j.train.parallel.Member;
import io.github.qwenvl4j.train.sample.SkippedData;
import io.github.qwenvl4j.train.stage.Stage;
import io.github.qwenvl4j.train.testing.TinyModel;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow") // runs on one JDK
class TrainingLeakTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"vision-start,false", "multitask,false", "sft,true"})
    void updatesLeaveNoPointersBehind(String name, boolean checkpointing) {
        try (Checkpoint start = Families.open(TinyModel.write(folder));
                Stage stage = new Stage(
                        TinyModel.preset(name, "gradientCheckpointing=" + checkpointing),
                        start,
                        FileSamples.none(),
                        TorchDevice.of(TestDevice.DEVICE),
                        SkippedData.none(),
                        Member.ALONE.join(""))) {
            for (int i = 0; i < 3; i++) {
                stage.update();
            }
            long before = Pointer.totalCount();
            for (int i = 0; i < 30; i++) {
                stage.update();
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
        }
    }
}
