package io.github.qwenvl4j.tensor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Operation;
import org.bytedeco.pytorch.Operator;
import org.bytedeco.pytorch.Symbol;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * LibTorch operators that its Java API does not expose, called through the dispatcher. They run only on the CPU and
 * take activations and scales in bfloat16: for other types their kernels are hundreds of times slower. Results belong
 * to the caller's scope. Thread-safe.
 */
public final class NativeOperators {

    private static final String INT8_PRODUCT = "aten::_weight_int8pack_mm";
    private static final String INT8_MATRIX_PRODUCT = "aten::_int_mm";
    private static final String INT4_PRODUCT = "aten::_weight_int4pack_mm_for_cpu";
    private static final String INT4_PACKING = "aten::_convert_weight_to_int4pack_for_cpu";
    private static final long INNER_K_TILES = 8; // required by the packing operator, ignored by its CPU kernel

    /** Looked up once, because the lookup takes longer than the call. */
    private static final Map<String, Operation> OPERATIONS = new ConcurrentHashMap<>();

    private NativeOperators() {}

    /**
     * {@code x (values * scales)^T}.
     *
     * @param x bfloat16 {@code [R, K]}
     * @param values int8 {@code [N, K]}, contiguous
     * @param scales bfloat16 {@code [N]}
     * @return bfloat16 {@code [R, N]}
     */
    public static Tensor int8Product(Tensor x, Tensor values, Tensor scales) {
        return Scopes.scoped(() -> call(INT8_PRODUCT, new IValue(x), new IValue(values), new IValue(scales)));
    }

    /**
     * {@code x w^T} with {@code w = (q - 8) * scale + zero}.
     *
     * @param x bfloat16 {@code [R, K]}
     * @param packed uint8 {@code [N, K/2]} as {@link #packInt4} gives it
     * @param scalesAndZeros bfloat16 {@code [K/group, N, 2]}
     * @return bfloat16 {@code [R, N]}
     */
    public static Tensor int4Product(Tensor x, Tensor packed, long group, Tensor scalesAndZeros) {
        return Scopes.scoped(() ->
                call(INT4_PRODUCT, new IValue(x), new IValue(packed), new IValue(group), new IValue(scalesAndZeros)));
    }

    /**
     * Packs values into the layout that {@link #int4Product} requires on this processor.
     *
     * @param values int32 {@code [N, K]} from 0 to 15
     * @return uint8 {@code [N, K/2]}
     */
    public static Tensor packInt4(Tensor values) {
        return Scopes.scoped(() -> call(INT4_PACKING, new IValue(values), new IValue(INNER_K_TILES)));
    }

    /** int8 {@code [R, K]} by int8 {@code [K, N]}: int32 {@code [R, N]}. */
    public static Tensor int8MatrixProduct(Tensor x, Tensor y) {
        return Scopes.scoped(() -> call(INT8_MATRIX_PRODUCT, new IValue(x), new IValue(y)));
    }

    private static Tensor call(String name, IValue... arguments) {
        Operation operation = OPERATIONS.computeIfAbsent(name, NativeOperators::find);
        IValueVector stack = new IValueVector(arguments);
        operation.apply(stack);
        return new Tensor(stack.get(0).toTensor());
    }

    private static Operation find(String name) {
        try (PointerScope scope = new PointerScope()) {
            Operator operator =
                    torch.getAllOperatorsFor(Symbol.fromQualString(name)).get(0);
            operator.retainReference(); // kept until the process ends
            Operation operation = operator.getOperation();
            operation.retainReference();
            return operation;
        }
    }
}
