package io.github.qwenvl4j.torch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** How keys and values lie in the planes of a cache. */
sealed interface StoredForm permits PlainForm, Int8Form {

    /** Planes for so many heads, without capacity; the caller closes them. */
    List<Plane> newPlanes(TorchDevice device, long heads, long features);

    /** Vectors {@code [.., d]} as each plane stores them. */
    List<Tensor> stored(Tensor vectors);

    /** The vectors {@code [.., d]} that planes have stored, in what attention computes in. */
    Tensor read(List<Tensor> stored);
}
