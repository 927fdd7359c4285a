package io.github.qwenvl4j.evaluate.scoring;

import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.evaluate.data.Judged;
import io.github.qwenvl4j.evaluate.data.Referenced;
import io.github.qwenvl4j.evaluate.metric.Mode;
import io.github.qwenvl4j.evaluate.metric.caption.Bleu;
import io.github.qwenvl4j.evaluate.metric.caption.CaptionScore;
import io.github.qwenvl4j.evaluate.metric.caption.Captioned;
import io.github.qwenvl4j.evaluate.metric.caption.CiderD;
import io.github.qwenvl4j.evaluate.metric.caption.RougeL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CIDEr, BLEU and ROUGE-L of captions, as COCOEvalCap prints them; without METEOR and SPICE. */
public final class CaptionScoring implements BenchmarkScoring<List<String>> {

    @Override
    public List<Referenced<List<String>>> references(Path annotations) {
        Map<String, List<String>> captions = new LinkedHashMap<>();
        JsonRecords.read(annotations, "images", each -> captions.put(each.text("id"), new ArrayList<>()));
        JsonRecords.read(
                annotations,
                "annotations",
                each -> captions.computeIfAbsent(each.text("image_id"), image -> new ArrayList<>())
                        .add(each.text("caption")));
        captions.values().removeIf(List::isEmpty);
        List<Referenced<List<String>>> all = new ArrayList<>();
        captions.forEach((image, references) -> all.add(new Referenced<>(image, references)));
        return all;
    }

    @Override
    public Scores score(List<Judged<List<String>>> judged, Mode mode) {
        List<Captioned> captions = judged.stream()
                .map(each -> Captioned.of(each.answer(), each.right()))
                .toList();
        CaptionScore cider = CiderD.of(captions);
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("CIDEr", cider.total());
        List<CaptionScore> bleu = Bleu.of(captions);
        for (int n = 0; n < bleu.size(); n++) {
            metrics.put("Bleu_" + (n + 1), bleu.get(n).total());
        }
        metrics.put("ROUGE_L", RougeL.of(captions).total());
        return new Scores(metrics, cider.each());
    }

    @Override
    public String difference() {
        return "the modes do not differ";
    }
}
