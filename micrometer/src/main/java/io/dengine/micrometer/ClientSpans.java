package io.dengine.micrometer;

import io.dengine.api.EngineException;
import io.dengine.client.CallObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/**
 * Makes an observation of each request of a client, embedded or remote. With a tracer in the registry's handlers each
 * is a span, and a child of the one that is current on the thread that made the request:
 *
 * <pre>{@code
 *   RemoteClient.builder().observer(new ClientSpans(registry))...
 * }</pre>
 *
 * <p>Observations are called {@code dengine.client.request}, spans {@code dengine} and the operation. Keys that are
 * fit for meters: {@code operation}, and {@code outcome}, which is {@code success} or the simple name of the
 * {@link EngineException}. For spans alone: {@code attempts}, how often the request was sent. Safe for use by any
 * thread.
 */
public final class ClientSpans implements CallObserver {
    private static final String NAME = "dengine.client.request";

    private final ObservationRegistry registry;

    /** @param registry whose handlers make spans, meters or both of what they are told */
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
