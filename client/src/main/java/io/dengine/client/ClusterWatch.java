package io.dengine.client;

import io.dengine.api.ClusterView;
import io.dengine.api.ListenerCalls;
import io.dengine.api.Subscription;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls a listener with the cluster view, on the executor; if changes come quickly, perhaps only with the latest. */
final class ClusterWatch implements Subscription, ClientCore.Lasting {
    private final ClientCore core;
    private final Consumer<ClusterView> listener;
    private final ListenerCalls calls =
            new ListenerCalls("A listener to changes of the cluster", "It is called again after the next change.");
    private final SerialTask task;
    private volatile @Nullable Subscription source;
    private volatile boolean closed;

    // ---- used by the executor only
    private @Nullable ClusterView told;

    ClusterWatch(ClientCore core, Consumer<ClusterView> listener) {
        this.core = core;
        this.listener = listener;
        this.task = new SerialTask(core.executor(), this::tell);
    }

    Subscription begin() {
        core.add(this);
        if (!closed) {
            source = core.target().onClusterChange(view -> task.signal());
            task.signal();
        }
        if (closed) {
            close();
        }
        return this;
    }

    private void tell() {
        ClusterView present = closed ? told : core.target().cluster();
        if (present == null || present.members().isEmpty() || present.equals(told)) {
            return;
        }
        told = present;
        Throwable unused = calls.run(() -> listener.accept(present));
    }

    @Override
    public void clientClosed() {
        close();
    }

    @Override
    public void close() {
        closed = true;
        core.remove(this);
        Subscription present = source;
        if (present != null) {
            present.close();
        }
    }
}
