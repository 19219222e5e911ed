package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import org.jspecify.annotations.Nullable;

/**
 * A request that changes nothing, so it may be sent any number of times.
 *
 * @param <T> the type of the result
 */
final class ReadRequest<T> extends Request<T> {
    /**
     * Converts an answer to a result.
     *
     * @param <T> the type of the result
     */
    interface Reading<T> {
        /** @throws EngineException if the answer does not match the request */
        T result(String operation, Answer answer, long sentNanos);

        /** Called when the request has failed. */
        default void failed(EngineException failure) {}
    }

    private final Call call;
    private final Reading<T> reading;

    ReadRequest(ClientCore core, String operation, long timeoutNanos, Call call, Reading<T> reading) {
        super(core, operation, false, timeoutNanos);
        this.call = call;
        this.reading = reading;
    }

    @Override
    Call call() {
        return call;
    }

    @Override
    boolean isRepeatable() {
        return true;
    }

    @Override
    T result(Answer answer, long sentNanos) {
        return reading.result(operation, answer, sentNanos);
    }

    @Override
    void ended(@Nullable EngineException failure) {
        if (failure != null) {
            reading.failed(failure);
        }
    }
}
