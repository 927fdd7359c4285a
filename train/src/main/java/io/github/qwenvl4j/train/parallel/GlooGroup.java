package io.github.qwenvl4j.train.parallel;

import io.github.qwenvl4j.torch.LibTorch;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch_gloo;

/** Processes that exchange tensors of the CPU by LibTorch's Gloo, over TCP. */
final class GlooGroup implements ProcessGroup {

    private static final String SETTINGS = "settings";
    private static final long MEET_MILLIS = 300_000;
    private static final long WORK_MILLIS = 24L * 3_600_000; // the connection tells when a process has ended

    private final Member member;
    private final MemberConnection connection;
    private final TCPStore store;
    private final ProcessGroupGloo gloo;
    private final String settings;

    private GlooGroup(
            Member member, MemberConnection connection, TCPStore store, ProcessGroupGloo gloo, String settings) {
        this.member = member;
        this.connection = connection;
        this.store = store;
        this.gloo = gloo;
        this.settings = settings;
    }

    static GlooGroup join(Member member, String settings) {
        LibTorch.load();
        Loader.load(torch_gloo.class);
        TCPStore own = member.isFirst() ? store("localhost", 0, true) : null;
        MemberConnection connection =
                MemberConnection.open(member, own == null ? 0 : Short.toUnsignedInt(own.getPort()));
        int port = connection.begin();
        // On a thread of its own, because a process may end while the others wait for it in native code.
        return connection.orLost(CompletableFuture.supplyAsync(
                () -> {
                    TCPStore store = own == null ? store(member.host(), port, false) : own;
                    if (own != null) {
                        store.set(SETTINGS, settings);
                    }
                    ProcessGroupGloo gloo = gloo(store, member, connection.localAddress());
                    return new GlooGroup(member, connection, store, gloo, store.get_to_str(SETTINGS));
                },
                new DaemonThread("exchange")));
    }

    private static <T extends Pointer> T kept(T pointer) {
        pointer.retainReference();
        return pointer;
    }

    private static TCPStore store(String host, int port, boolean server) {
        try (PointerScope scope = new PointerScope()) {
            TCPStoreOptions options = new TCPStoreOptions()
                    .port((short) port)
                    .isServer(server)
                    .waitWorkers(false)
                    .timeout(new Milliseconds(MEET_MILLIS));
            return kept(new TCPStore(host, options));
        }
    }

    private static ProcessGroupGloo gloo(TCPStore store, Member member, String address) {
        try (PointerScope scope = new PointerScope()) {
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(new Milliseconds(WORK_MILLIS));
            options.devices().push_back(ProcessGroupGloo.createDeviceForHostname(address));
            return kept(new ProcessGroupGloo(store, member.rank(), member.size(), options));
        }
    }

    @Override
    public int rank() {
        return member.rank();
    }

    @Override
    public int size() {
        return member.size();
    }

    @Override
    public String settings() {
        return settings;
    }

    @Override
    public void sum(Tensor tensor) {
        exchange(tensor, gloo::allreduce);
    }

    @Override
    public void copyFirst(Tensor tensor) {
        exchange(tensor, tensors -> gloo.broadcast(tensors, new BroadcastOptions().rootRank(0)));
    }

    private void exchange(Tensor tensor, Function<TensorVector, Work> operation) {
        requireAll();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor dense = tensor.detach().contiguous();
            operation.apply(new TensorVector(dense))._wait();
            if (!tensor.is_contiguous()) {
                tensor.copy_(dense);
            }
        } catch (RuntimeException e) {
            throw connection.failure(e);
        }
    }

    @Override
    public void requireAll() {
        connection.requireAll();
    }

    @Override
    public void fail(String reason) {
        connection.fail(reason);
    }

    @Override
    public void close() {
        connection.close();
        gloo.close();
        store.close();
    }
}
