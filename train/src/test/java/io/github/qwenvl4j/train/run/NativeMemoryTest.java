package io.github.qwenvl4j.train.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {

    @Test
    void anAllocationThatFailsIsOneLine() {
        try (PointerScope scope = new PointerScope()) {
            assertThatThrownBy(() -> MemoryGuard.guarded(() -> torch.empty(new long[] {1L << 50})))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage("not enough memory for a tensor of 4503599.6 GB; "
                            + "smaller values of rows, maxLength or imageSize need less");
        }
    }

    @Test
    void otherFailuresAreThrownAsTheyAre() {
        RuntimeException failure = new IllegalStateException("another");
        assertThatThrownBy(() -> MemoryGuard.guarded(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }
}
