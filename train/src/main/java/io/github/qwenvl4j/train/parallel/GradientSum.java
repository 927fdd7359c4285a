package io.github.qwenvl4j.train.parallel;

import io.github.qwenvl4j.torch.Tensors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Sums the gradients of parameters over the processes of a group, many small ones in one exchange.
 *
 * @param parameters in the same order in every process
 */
public record GradientSum(ProcessGroup group, Collection<Tensor> parameters) {

    private static final long TOGETHER = 1 << 24; // 64 MB

    /** A parameter that has a gradient in some process has the sum in all afterwards. */
    public void run() {
        if (group.size() == 1) {
            return;
        }
        List<Tensor> waiting = new ArrayList<>();
        long count = 0;
        for (Tensor parameter : withGradient()) {
            if (count > 0 && count + parameter.numel() > TOGETHER) {
                exchange(waiting);
                waiting.clear();
                count = 0;
            }
            waiting.add(parameter);
            count += parameter.numel();
        }
        exchange(waiting);
    }

    /** Those with a gradient in any process; where it is missing, because no sample here uses them, it is zero. */
    private List<Tensor> withGradient() {
        double[] present = parameters.stream()
                .mapToDouble(parameter -> hasGradient(parameter) ? 1 : 0)
                .toArray();
        double[] anywhere = group.sums(present);
        List<Tensor> chosen = new ArrayList<>();
        int i = 0;
        for (Tensor parameter : parameters) {
            if (anywhere[i] > 0) {
                chosen.add(parameter);
                if (present[i] == 0) {
                    addZeros(parameter);
                }
            }
            i++;
        }
        return chosen;
    }

    private static boolean hasGradient(Tensor parameter) {
        try (PointerScope scope = new PointerScope()) {
            return parameter.grad().defined();
        }
    }

    private static void addZeros(Tensor parameter) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            parameter.mutable_grad().put(torch.zeros_like(parameter));
        }
    }

    private void exchange(List<Tensor> together) {
        if (together.isEmpty()) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<Tensor> gradients = together.stream().map(Tensor::grad).toList();
            Tensor flat = Tensors.cat(
                    gradients.stream().map(gradient -> gradient.reshape(-1)).toList(), 0);
            group.sum(flat);
            long at = 0;
            for (Tensor gradient : gradients) {
                gradient.copy_(flat.narrow(0, at, gradient.numel()).view_as(gradient));
                at += gradient.numel();
            }
        }
    }
}
