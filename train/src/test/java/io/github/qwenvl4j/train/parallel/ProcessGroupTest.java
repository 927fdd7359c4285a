package io.github.qwenvl4j.train.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.torch.Tensors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members of a group on threads of one process, each over sockets of its own. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessGroupTest {

    private static final int SIZE = 3;

    private static MeetingPoint meeting() {
        return MeetingPoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SIZE);
    }

    private static <T> List<Future<T>> inEach(MeetingPoint point, Function<ProcessGroup, T> work) {
        ExecutorService threads = Executors.newFixedThreadPool(SIZE);
        List<Future<T>> results = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            Member member = Member.parse(i + "/" + SIZE + "@localhost:" + point.port());
            results.add(threads.submit(() -> {
                try (ProcessGroup group = member.join("settings of " + member.rank())) {
                    return work.apply(group);
                }
            }));
        }
        threads.shutdown();
        return results;
    }

    private static double[] exchanged(ProcessGroup group) {
        try (PointerScope scope = new PointerScope()) {
            Tensor sum = Tensors.floats(new float[] {group.rank(), 1});
            group.sum(sum);
            Tensor first = Tensors.floats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).t(); // not contiguous
            first.add_(new Scalar(10.0 * group.rank()));
            group.copyFirst(first);
            float[] sums = Tensors.toFloats(sum);
            float[] firsts = Tensors.toFloats(first);
            return new double[] {sums[0], sums[1], firsts[0], firsts[1], firsts[5], group.sums(0.5, 1e300)[1]};
        }
    }

    @Test
    void tensorsAreSummedAndCopied() throws Exception {
        try (MeetingPoint point = meeting()) {
            for (Future<double[]> each : inEach(point, ProcessGroupTest::exchanged)) {
                assertThat(each.get()).containsExactly(3, 3, 1, 4, 6, 3e300);
            }
        }
    }

    @Test
    void theFirstTellsItsSettingsAndAYesOfOneIsAYes() throws Exception {
        try (MeetingPoint point = meeting()) {
            for (Future<String> each :
                    inEach(point, group -> group.settings() + group.any(group.rank() == 2) + group.any(false))) {
                assertThat(each.get()).isEqualTo("settings of 0truefalse");
            }
        }
    }

    /** The others wait for it in native code, and are told why it has ended. */
    @Test
    void oneThatFailsEndsAll() throws Exception {
        try (MeetingPoint point = meeting()) {
            List<Future<String>> each = inEach(point, group -> {
                group.sums(1); // from here on all have joined
                if (group.rank() == 1) {
                    group.fail("update 7: the loss is not a number");
                    throw new IllegalStateException("failed");
                }
                try {
                    group.sums(1);
                    return "summed without process 1";
                } catch (QwenVlException e) {
                    return e.getMessage();
                }
            });
            assertThatThrownBy(each.get(1)::get).hasMessageContaining("failed");
            for (int i : new int[] {0, 2}) {
                assertThat(each.get(i).get()).isEqualTo("process 1 of 3: update 7: the loss is not a number");
            }
        }
    }

    @Test
    void whoDoesNotBelongIsNotLetIn() throws IOException {
        try (MeetingPoint point = meeting();
                Socket stranger = new Socket(InetAddress.getLoopbackAddress(), point.port())) {
            stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            Member other = Member.parse("1/2@localhost:" + point.port());
            assertThatThrownBy(() -> other.join("")).hasMessage("process 1 of 2 meets processes of 3");
        }
    }
}
