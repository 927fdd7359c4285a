package io.github.qwenvl4j.springai.autoconfigure;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the model is opened, and how it answers.
 *
 * @param model folder of a checkpoint, or the name of one in the local cache, such as Qwen/Qwen3-VL-4B-Instruct. Pico, the small
 *     built-in model, if absent
 * @param precision of the linear layers; the best that fits the memory if absent
 * @param device where the model computes
 * @param kvCache the format of keys and values
 * @param threads that compute; chosen by the size of the model if absent
 * @param batch at most this many answers are generated together
 * @param queue at most this many answers may wait
 * @param sessionMemory for keys and values of all answers together; half of the machine's memory if absent
 * @param maxPixels with how many pixels pictures are looked at, by models that take pictures of any size
 * @param shutdownPatience how long running answers may take when the application closes
 * @param images which pictures may be read by their addresses
 * @param chat options of prompts that have none of their own
 */
@ConfigurationProperties("qwenvl")
public record QwenVlProperties(
        @Nullable String model,
        @Nullable Precision precision,
        @DefaultValue("cpu") Device device,
        @Nullable KvCacheType kvCache,
        @Nullable Integer threads,
        @DefaultValue("16") int batch,
        @DefaultValue("64") int queue,
        @Nullable DataSize sessionMemory,
        @Nullable Integer maxPixels,
        @DefaultValue("30s") Duration shutdownPatience,
        @DefaultValue Images images,
        @DefaultValue Chat chat) {

    /**
     * Which pictures may be read by their addresses; bytes and resources need no permission.
     *
     * @param folder files below it may be read; none if absent
     * @param remote whether pictures may be fetched from public addresses of the web
     * @param hosts the only ones that pictures may be fetched from; every public one if empty
     */
    public record Images(
            @Nullable Path folder,
            @DefaultValue("true") boolean remote,
            @DefaultValue List<String> hosts) {}

    /**
     * Options of prompts that have none of their own.
     *
     * @param model what the model is called in responses and metrics
     * @param maxTokens of an answer
     * @param temperature 0 chooses the most likely token
     * @param topK sample among the k most likely tokens
     * @param topP sample among the fewest most likely tokens whose probability reaches p
     * @param minP sample among the tokens whose probability is at least this share of the most likely one's
     * @param repetitionPenalty of tokens in prompt and answer; 1 for none
     * @param seed makes sampling repeatable
     * @param constrainBoxes restricts boxes to well-formed coordinates
     * @param timeLimit from the prompt to the end of the answer
     */
    public record Chat(
            @DefaultValue("qwen-vl") String model,
            @Nullable Integer maxTokens,
            @Nullable Double temperature,
            @Nullable Integer topK,
            @Nullable Double topP,
            @Nullable Double minP,
            @Nullable Double repetitionPenalty,
            @Nullable Long seed,
            @Nullable Boolean constrainBoxes,
            @Nullable Duration timeLimit) {}
}
