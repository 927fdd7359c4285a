package io.github.qwenvl4j.torch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Ownership of native memory. The result of every operator attaches itself to the innermost {@link PointerScope} of its
 * thread and is freed when that scope closes; these helpers transfer results that must live longer.
 */
public final class Scopes {

    private Scopes() {}

    /**
     * Runs {@code body} in its own scope, so that its intermediates are freed immediately, also if it throws.
     *
     * @return the body's result, owned by the caller's scope, or by the caller if there is none
     */
    public static Tensor scoped(Supplier<Tensor> body) {
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            Tensor result = body.get();
            if (outer != null) {
                outer.attach(result);
            } else {
                result.retainReference();
            }
            return result;
        }
    }

    /** Runs {@code body} in its own scope and frees every tensor that it created. */
    public static void run(Runnable body) {
        try (PointerScope scope = new PointerScope()) {
            body.run();
        }
    }

    /**
     * Makes {@code tensor} outlive every scope. The caller becomes its owner and must call {@link Tensor#close()}.
     *
     * @return {@code tensor}
     */
    public static Tensor retain(Tensor tensor) {
        tensor.retainReference();
        return tensor;
    }
}
