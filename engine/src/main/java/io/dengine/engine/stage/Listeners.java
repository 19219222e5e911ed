package io.dengine.engine.stage;

import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The listeners of changes. They are notified in order, by the executor that the owner of the node has chosen. */
public final class Listeners {
    private final Executor executor;
    private final List<Consumer<CoreStatus>> status = new CopyOnWriteArrayList<>();
    private final List<Consumer<Configuration>> configuration = new CopyOnWriteArrayList<>();
    private final List<Consumer<Throwable>> failure = new CopyOnWriteArrayList<>();

    Listeners(Executor executor) {
        this.executor = executor;
    }

    public void onStatus(Consumer<CoreStatus> listener) {
        status.add(listener);
    }

    public void onConfiguration(Consumer<Configuration> listener) {
        configuration.add(listener);
    }

    public void onFailure(Consumer<Throwable> listener) {
        failure.add(listener);
    }

    void statusChanged(CoreStatus value) {
        tell(status, value);
    }

    void configurationChanged(Configuration value) {
        tell(configuration, value);
    }

    void failed(Throwable value) {
        tell(failure, value);
    }

    private <T> void tell(List<Consumer<T>> listeners, T value) {
        for (Consumer<T> listener : listeners) {
            executor.execute(() -> listener.accept(value));
        }
    }
}
