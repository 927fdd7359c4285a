package io.github.qwenvl4j.train.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The weighted sum of several objectives: each update uses a batch of every one. */
public final class WeightedSum implements Objective {

    private final List<Term> terms;

    /** @param terms at least one; the first one counts samples and tokens; closed with the sum */
    public WeightedSum(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    /** One objective and the factor of its loss. */
    public record Term(Objective objective, double weight) {}

    @Override
    public Report next(double scale) {
        List<Report> reports = terms.stream()
                .map(term -> term.objective.next(scale * term.weight))
                .toList();
        double loss = 0;
        for (int i = 0; i < reports.size(); i++) {
            loss += terms.get(i).weight * reports.get(i).loss();
        }
        Report first = reports.get(0);
        return new Report(loss, first.samples(), first.tokens(), first.places());
    }

    @Override
    public void skip(long batches) {
        terms.forEach(term -> term.objective.skip(batches));
    }

    @Override
    public Map<String, Double> heldOut(int batches) {
        Map<String, Double> all = new LinkedHashMap<>();
        terms.forEach(term -> all.putAll(term.objective.heldOut(batches)));
        return all;
    }

    @Override
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        terms.forEach(term -> all.putAll(term.objective.parameters()));
        return all;
    }

    @Override
    public void close() {
        terms.forEach(term -> term.objective.close());
    }
}
