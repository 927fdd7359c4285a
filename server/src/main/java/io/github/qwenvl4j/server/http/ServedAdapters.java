package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.server.api.ApiException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The adapters of the first model, which come and go while it answers. Thread-safe. */
record ServedAdapters(Models models) {

    private static final Logger LOG = LoggerFactory.getLogger(ServedAdapters.class);

    /**
     * Serves an adapter; it comes back with its model when that was unloaded.
     *
     * @throws ApiException 400 for a name that is taken, and for a folder that cannot be used
     */
    void add(String name, Path folder) {
        models.locked(() -> requireFree(name));
        try (ModelLease lease = models.borrow(Optional.empty(), Optional.empty())) {
            Served adapted = lease.served().adapted(name, folder);
            try {
                models.locked(() -> {
                    requireFree(name); // somebody else may have been faster
                    lease.served().add(adapted);
                    return models.slots().first().adapters().put(name, folder);
                });
            } catch (ApiException e) {
                adapted.close();
                throw e;
            }
        } catch (QwenVlException e) {
            throw ApiException.invalid("lora_path", "cannot be used: " + e.getMessage());
        }
        LOG.info("loaded adapter {}", name);
        models.fitAgain();
    }

    private boolean requireFree(String name) {
        if (models.slots().all().stream().flatMap(ModelSlot::names).anyMatch(name::equals)) {
            throw ApiException.invalid("lora_name", "is served already");
        }
        return true;
    }

    /** Serves an adapter no more; requests that use it may finish. @throws ApiException 404 */
    void remove(String name) {
        models.locked(() -> {
            ModelSlot slot = models.slots().named(name).slot();
            if (slot.adapters().remove(name) == null) {
                throw ApiException.invalid("lora_name", "is the name of a model");
            }
            slot.served().flatMap(base -> base.remove(name)).ifPresent(Served::leave);
            return true;
        });
        LOG.info("unloaded adapter {}", name);
    }
}
