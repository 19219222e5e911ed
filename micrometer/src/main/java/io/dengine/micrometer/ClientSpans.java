package io.dengine.micrometer;

import io.dengine.api.EngineException;
import io.dengine.client.CallObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/**
 * Creates an observation for each request of a client, embedded or remote. If the registry has a tracing handler, each
 * observation is a span, a child of the current span of the thread that made the request:
 *
 * <pre>{@code
 *   RemoteClient.builder().observer(new ClientSpans(registry))...
 * }</pre>
 *
 * <p>Observations are named {@code dengine.client.request}, spans {@code dengine} and the operation. Low-cardinality
 * keys, suitable for meters: {@code operation}, and {@code outcome}, which is {@code success} or the simple name of the
 * {@link EngineException}. High-cardinality key, for spans only: {@code attempts}, the number of times the request was
 * sent. Thread-safe.
 */
public final class ClientSpans implements CallObserver {
    private static final String NAME = "dengine.client.request";

    private final ObservationRegistry registry;

    /** @param registry its handlers create spans, meters or both from the observations */
    public ClientSpans(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Ongoing begun(String operation) {
        Observation observation = Observation.createNotStarted(NAME, registry)
                .contextualName("dengine " + operation)
                .lowCardinalityKeyValue("operation", operation)
                .start();
        return new Ongoing() {
            @Override
            public void succeeded(int attempts, long durationNanos) {
                stop("success", attempts);
            }

            @Override
            public void failed(EngineException failure, int attempts, long durationNanos) {
                observation.error(failure);
                stop(failure.getClass().getSimpleName(), attempts);
            }

            private void stop(String outcome, int attempts) {
                observation
                        .lowCardinalityKeyValue("outcome", outcome)
                        .highCardinalityKeyValue("attempts", Integer.toString(attempts))
                        .stop();
            }
        };
    }
}
