package io.github.qwenvl4j.springai.autoconfigure;

import io.github.qwenvl4j.QwenVl;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the model accepts prompts, and how many answers are generated and wait. */
public final class QwenVlHealthIndicator implements HealthIndicator {

    private final QwenVl model;

    public QwenVlHealthIndicator(QwenVl model) {
        this.model = model;
    }

    @Override
    public Health health() {
        if (!model.isOpen()) {
            return Health.down().withDetail("reason", "the model is closed").build();
        }
        return Health.up()
                .withDetail("active", model.internals().engine().active())
                .withDetail("queued", model.internals().engine().queued())
                .build();
    }
}
