package io.github.qwenvl4j.cli.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.TokenLikelihood;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.PixelBox;
import io.github.qwenvl4j.grounding.Region;
import io.github.qwenvl4j.internal.EvidenceRow;
import io.github.qwenvl4j.model.AskedPrompt;
import io.github.qwenvl4j.model.AskedPrompt.AskedPicture;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The output of {@code run --json}. @param evidence null where it was not asked for */
@JsonNaming(SnakeCaseStrategy.class)
record RunReport(
        int[] promptIds,
        List<Integer> ids,
        String text,
        String finishReason,
        List<FoundBox> boxes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TokenReport> logprobs,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<EvidenceRow> evidence,
        Usage usage,
        Timings timingsMs) {

    /**
     * A box of the answer.
     *
     * @param ref name of the object; null if it has none
     * @param box x1, y1, x2, y2 in thousandths of the picture
     * @param pixels the same in pixels of the upright picture; null without pictures
     * @param image number of the picture, from 1: the last one of the prompt; null without pictures
     */
    record FoundBox(String ref, int[] box, int[] pixels, Integer image) {}

    /** A token of the answer with its log probability, and the most likely tokens in its place, best first. */
    record TokenReport(int id, String token, double logprob, List<Candidate> top) {

        static TokenReport of(TokenLikelihood likelihood, Tokenizer tokenizer) {
            Candidate chosen = Candidate.of(likelihood.chosen(), tokenizer);
            return new TokenReport(
                    chosen.id(),
                    chosen.token(),
                    chosen.logprob(),
                    likelihood.top().stream()
                            .map(entry -> Candidate.of(entry, tokenizer))
                            .toList());
        }
    }

    record Candidate(int id, String token, double logprob) {

        static Candidate of(TokenLikelihood.Entry entry, Tokenizer tokenizer) {
            byte[] bytes = tokenizer.bytes(entry.id());
            return new Candidate(entry.id(), new String(bytes, StandardCharsets.UTF_8), entry.logprob());
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Usage(int promptTokens, int imageTokens, int completionTokens) {}

    record Timings(double load, double vision, double prefill, double decode) {}

    static RunReport of(AskedPrompt prompt, Answer answer, Tokenizer tokenizer, double loadMillis) {
        List<AskedPicture> images = prompt.pictures();
        return new RunReport(
                prompt.ids(),
                answer.ids(),
                answer.text(),
                answer.finishReason().name().toLowerCase(Locale.ROOT),
                answer.grounded().regions().stream()
                        .flatMap(region -> region.boxes().stream().map(box -> found(region, box, images)))
                        .toList(),
                answer.likelihoods().stream()
                        .map(likelihood -> TokenReport.of(likelihood, tokenizer))
                        .toList(),
                answer.evidence().map(EvidenceRow::of).orElse(null),
                new Usage(
                        prompt.length(),
                        images.stream().mapToInt(AskedPicture::rows).sum(),
                        answer.ids().size()),
                new Timings(
                        millis(loadMillis),
                        millis(answer.timings().vision()),
                        millis(answer.timings().prefill()),
                        millis(answer.timings().decode())));
    }

    private static FoundBox found(Region region, Box box, List<AskedPicture> images) {
        String ref = region.ref().isPresent() ? region.label() : null;
        int[] corners = {box.x1(), box.y1(), box.x2(), box.y2()};
        if (images.isEmpty()) {
            return new FoundBox(ref, corners, null, null);
        }
        AskedPicture latest = images.get(images.size() - 1);
        PixelBox pixels = box.toPixels(latest.width(), latest.height());
        return new FoundBox(
                ref, corners, new int[] {pixels.x1(), pixels.y1(), pixels.x2(), pixels.y2()}, images.size());
    }

    private static double millis(double value) {
        return Math.round(value * 10) / 10.0;
    }

    /** Ends the answer's text, which was printed while it came, or prints everything as JSON. */
    void print(boolean json, PrintWriter out, PrintWriter err) {
        out.println(json ? toJson() : "");
        if (!json && evidence != null) {
            evidence.stream().map(EvidenceRow::line).forEach(err::println);
        }
    }

    String toJson() {
        try {
            return new ObjectMapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of numbers and strings always have a JSON form", e);
        }
    }
}
