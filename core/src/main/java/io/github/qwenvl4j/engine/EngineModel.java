package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.attention.KvCacheType;
import io.github.qwenvl4j.model.QwenVlModel;

/**
 * What an engine computes with. Its weights stay the caller's, and must outlive the engine.
 *
 * @param kvCache how keys and values are held
 * @param featureBytes features of pictures kept for those that are asked about again
 */
public record EngineModel(QwenVlModel network, ModelText text, KvCacheType kvCache, long featureBytes) {

    int positions() {
        return network.config().language().maxPositionEmbeddings();
    }

    int queries() {
        return network.config().vision().nQueries();
    }

    int imageSize() {
        return network.config().vision().imageSize();
    }

    int vocabulary() {
        return network.config().language().vocabSize();
    }
}
