package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.TokenLikelihood;
import io.github.qwenvl4j.server.api.Logprobs;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Converts likelihoods to log probabilities with the text of their tokens. */
record TokenNames(Tokenizer tokenizer) {

    Logprobs.Entry entry(TokenLikelihood likelihood) {
        Logprobs.Alternative chosen = alternative(likelihood.chosen());
        return new Logprobs.Entry(
                chosen.token(),
                chosen.logprob(),
                chosen.bytes(),
                likelihood.top().stream().map(this::alternative).toList());
    }

    private Logprobs.Alternative alternative(TokenLikelihood.Entry entry) {
        byte[] bytes = tokenizer.bytes(entry.id());
        List<Integer> values = IntStream.range(0, bytes.length)
                .mapToObj(i -> Byte.toUnsignedInt(bytes[i]))
                .toList();
        return new Logprobs.Alternative(new String(bytes, StandardCharsets.UTF_8), entry.logprob(), values);
    }
}
