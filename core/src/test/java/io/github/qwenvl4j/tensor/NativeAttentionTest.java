package io.github.qwenvl4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.nn.Attention;
import io.github.qwenvl4j.tensor.NativeAttention.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own attention, of each set that this processor has, against the formula in double precision. */
class NativeAttentionTest {

    private static final long CAPACITY = 320;
    private static final double BOUND = 1.0 / 128; // of the largest result: bfloat16

    @ParameterizedTest
    @CsvSource({
        "1, 0, 64",
        "1, 15, 32",
        "1, 16, 128",
        "3, 0, 128",
        "4, 250, 128",
        "8, 311, 192",
        "2, 9, 72",
        "1, 30, 104",
        "3, 5, 8"
    })
    void bfloat16(long rows, long past, long features) {
        inScope(() -> {
            Memory keys = new Memory(random(5, CAPACITY, features), Optional.empty());
            Memory values = new Memory(random(5, CAPACITY, features), Optional.empty());
            check(Tensors.multiply(random(rows, 5, features), 3), keys, values, past);
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 64", "1, 31, 128", "3, 200, 128", "8, 312, 64", "2, 9, 72", "1, 30, 104", "3, 5, 8"})
    void int8(long rows, long past, long features) {
        inScope(() -> check(random(rows, 3, features), packed(features), packed(features), past));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 64, 2", "1, 40, 128, 4", "4, 200, 128, 8", "8, 312, 32, 3", "2, 50, 72, 2"})
    void severalHeadsReadOneKeyValueHead(long rows, long past, long features, long shared) {
        inScope(() -> {
            Memory keys = new Memory(random(5, CAPACITY, features), Optional.empty());
            Memory values = new Memory(random(5, CAPACITY, features), Optional.empty());
            Tensor q = random(rows, 5 * shared, features);
            Tensor expected = formula(q, repeated(keys, shared), repeated(values, shared), past);
            near(NativeAttention.attend(q, keys, values, past), expected);
            near(byProducts(q, keys, values, past), expected);
        });
    }

    /** Each head so many times in a row. */
    private static Tensor repeated(Memory memory, long times) {
        Tensor heads = wide(memory).unsqueeze(1); // [G, 1, capacity, d]
        return heads.expand(heads.size(0), times, CAPACITY, heads.size(3)).flatten(0, 1);
    }

    /** What is used where our own attention is not. */
    private static Tensor byProducts(Tensor q, Memory keys, Memory values, long past) {
        long seen = past + q.size(0);
        Tensor later = Tensors.full(Double.NEGATIVE_INFINITY, q.size(0), seen).triu(past + 1);
        Tensor k = keys.numbers().narrow(1, 0, seen).transpose(1, 2);
        return Attention.grouped(
                        q.transpose(0, 1),
                        k,
                        values.numbers().narrow(1, 0, seen),
                        Optional.of(Tensors.to(later, torch.ScalarType.BFloat16)))
                .transpose(0, 1);
    }

    private static Memory packed(long features) {
        Tensor numbers =
                torch.randint(-127, 128, new long[] {3, CAPACITY, features}).to(torch.ScalarType.Char);
        Tensor scales = Tensors.multiply(torch.rand(3, CAPACITY, 1), 0.03).to(torch.ScalarType.BFloat16);
        return new Memory(numbers, Optional.of(scales));
    }

    /** What lies behind the last position must not matter: it is made NaN where the type has one. */
    private static void check(Tensor q, Memory keys, Memory values, long past) {
        Tensor expected = formula(q, wide(keys), wide(values), past);
        long seen = past + q.size(0);
        if (keys.scales().isEmpty() && seen < CAPACITY) {
            for (Tensor numbers : List.of(keys.numbers(), values.numbers())) {
                numbers.narrow(1, seen, CAPACITY - seen).fill_(new Scalar(Double.NaN));
            }
        }
        near(NativeAttention.attend(q, keys, values, past), expected);
    }

    private static void near(Tensor y, Tensor expected) {
        double error = y.to(torch.ScalarType.Double).sub(expected).abs().max().item_double();
        assertThat(error).isLessThan(BOUND * expected.abs().max().item_double());
    }

    private static Tensor formula(Tensor q, Tensor k, Tensor v, long past) {
        Tensor heads = q.to(torch.ScalarType.Double).transpose(0, 1); // [H, n, d]
        List<Tensor> rows = new ArrayList<>();
        for (long row = 0; row < q.size(0); row++) {
            long seen = past + row + 1;
            Tensor scores = heads.narrow(1, row, 1).matmul(k.narrow(1, 0, seen).transpose(1, 2));
            Tensor weights = torch.softmax(Tensors.multiply(scores, 1 / Math.sqrt(q.size(2))), -1);
            rows.add(weights.matmul(v.narrow(1, 0, seen))); // [H, 1, d]
        }
        return Tensors.cat(rows, 1).transpose(0, 1);
    }

    private static Tensor wide(Memory memory) {
        Tensor numbers = memory.numbers().to(torch.ScalarType.Double);
        return memory.scales().map(numbers::mul).orElse(numbers);
    }

    private static Tensor random(long... shape) {
        return torch.randn(shape).to(torch.ScalarType.BFloat16);
    }

    private static void inScope(Runnable body) {
        EachSet.run(() -> {
            torch.manual_seed(3);
            try (NoGradGuard noGrad = new NoGradGuard()) {
                Scopes.run(body);
            }
        });
    }
}
