package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.ListenerCalls;
import java.util.concurrent.atomic.AtomicReference;

/** Passes events on to the observer of a user. What that throws is logged, and the request continues unobserved. */
final class GuardedObserver implements CallObserver {
    private final CallObserver observer;
    private final ListenerCalls calls = new ListenerCalls(
            "The observer of a client", "The request is not affected; what the observer reports may lack it.");

    GuardedObserver(CallObserver observer) {
        this.observer = observer;
    }

    @Override
    public Ongoing begun(String operation) {
        AtomicReference<Ongoing> begun = new AtomicReference<>(Ongoing.UNOBSERVED);
        Throwable unused = calls.run(() -> begun.set(observer.begun(operation)));
        return new Guarded(begun.get());
    }

    private final class Guarded implements Ongoing {
        private final Ongoing request;

        Guarded(Ongoing request) {
            this.request = request;
        }

        @Override
        public void succeeded(int attempts, long durationNanos) {
            Throwable unused = calls.run(() -> request.succeeded(attempts, durationNanos));
        }

        @Override
        public void failed(EngineException failure, int attempts, long durationNanos) {
            Throwable unused = calls.run(() -> request.failed(failure, attempts, durationNanos));
        }
    }
}
