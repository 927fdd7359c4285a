package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.model.VisionLanguageModel;

/**
 * What an engine computes with. Its weights stay the caller's, and must outlive the engine.
 *
 * @param kvCache how keys and values are held
 * @param featureBytes features of pictures kept for those that are asked about again
 */
public record EngineModel(VisionLanguageModel network, ModelText text, KvCacheType kvCache, long featureBytes) {}
