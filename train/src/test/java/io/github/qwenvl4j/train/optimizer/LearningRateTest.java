package io.github.qwenvl4j.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.train.optimizer.LearningRate.Schedule;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rates of the published scripts. */
class LearningRateTest {

    @Test
    void everyStepHasTheRateOfThePublishedScripts() {
        Map<String, Schedule> schedules =
                Map.of("trainer_cosine", Schedule.COSINE_FROM_ZERO, "deepspeed_warmuplr", Schedule.WARMUP_LOG);
        int compared = 0;
        for (JsonNode run : Fixtures.json("finetune/lr-schedule.json").get("schedules")) {
            for (Map.Entry<String, Schedule> schedule : schedules.entrySet()) {
                LearningRate rate = new LearningRate(
                        schedule.getValue(),
                        run.get("peak_lr").asDouble(),
                        0,
                        run.get("warmup_steps").asLong(),
                        run.get("total_steps").asLong());
                for (int i = 0; i < run.get("step_index").size(); i++) {
                    assertThat(rate.at(run.get("step_index").get(i).asLong()))
                            .as("%s of %s, step %s", schedule.getKey(), run.get("total_steps"), i)
                            .isCloseTo(run.get(schedule.getKey()).get(i).asDouble(), within(1e-12));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(20);
    }

    @Test
    void ourOwnFirstStepIsNotWasted() {
        assertThat(new LearningRate(Schedule.COSINE, 1e-4, 0, 3, 300).at(0)).isEqualTo(1e-4 / 3);
    }
}
