package io.dengine.micrometer;

import io.dengine.api.EngineException;
import io.dengine.client.CallObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures the requests of a client, embedded or remote:
 *
 * <pre>{@code
 *   RemoteClient.builder().observer(new ClientMeters(registry))...
 * }</pre>
 *
 * <p>Meters: {@code dengine.client.requests}, a timer with the tags {@code operation} and {@code outcome}, which is
 * {@code success} or the simple name of the {@link EngineException}; {@code dengine.client.retries}, a counter with the
 * tag {@code operation}: the number of times that requests were sent again. Thread-safe.
 */
public final class ClientMeters implements CallObserver {
    private static final String SUCCESS = "success";

    private final MeterRegistry registry;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, Counter> retries = new ConcurrentHashMap<>();

    private record Key(String operation, String outcome) {}

    /** An observer that creates its meters in {@code registry} as they are needed. */
    public ClientMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Ongoing begun(String operation) {
        return new Ongoing() {
            @Override
            public void succeeded(int attempts, long durationNanos) {
                ended(operation, SUCCESS, attempts, durationNanos);
            }

            @Override
            public void failed(EngineException failure, int attempts, long durationNanos) {
                ended(operation, failure.getClass().getSimpleName(), attempts, durationNanos);
            }
        };
    }

    private void ended(String operation, String outcome, int attempts, long durationNanos) {
        timers.computeIfAbsent(new Key(operation, outcome), this::timer).record(durationNanos, TimeUnit.NANOSECONDS);
        if (attempts > 1) {
            retries.computeIfAbsent(operation, this::counter).increment(attempts - 1.0);
        }
    }

    private Timer timer(Key key) {
        return Timer.builder("dengine.client.requests")
                .description("Requests of the client, from their begin to their answer, with all waiting")
                .tag("operation", key.operation())
                .tag("outcome", key.outcome())
                .register(registry);
    }

    private Counter counter(String operation) {
        return Counter.builder("dengine.client.retries")
                .description("How often requests were sent beyond the first time")
                .tag("operation", operation)
                .register(registry);
    }
}
