package io.dengine.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.EngineException;
import io.dengine.api.PutOptions;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.CallTarget;
import io.dengine.call.Problem;
import io.dengine.command.Reply;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users attach to a client to measure it never decides what becomes of a request. */
@Timeout(60)
class ObserverTest {
    private static final Answer WRITTEN = new Answer.Wrote(new Reply.Written(7, true, 1));
    private static final Answer REFUSED = new Answer.Failed(Problem.INVALID_REQUEST, "as the test wishes");

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final CallTarget target = (CallTarget) Proxy.newProxyInstance(
            CallTarget.class.getClassLoader(),
            new Class<?>[] {CallTarget.class},
            (proxy, method, arguments) -> method.getName().equals("call") ? answer : null);

    private EngineClient client(CallObserver observer) {
        return new EngineClient(
                target,
                ClientSettings.STANDARD
                        .withExactlyOnce(false)
                        .withObserver(observer)
                        .withMaxUnderWay(1));
    }

    private static CompletableFuture<WriteResult> put(EngineClient client) {
        return client.put(Bytes.utf8("k"), Bytes.utf8("v"), PutOptions.NONE);
    }

    private static <T> T soon(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static RuntimeException wished() {
        return new IllegalStateException("as the test wishes");
    }

    /** An observer whose requests throw at their end. */
    private static CallObserver throwing(Runnable thrower) {
        return operation -> new CallObserver.Ongoing() {
            @Override
            public void succeeded(int attempts, long durationNanos) {
                thrower.run();
            }

            @Override
            public void failed(EngineException failure, int attempts, long durationNanos) {
                thrower.run();
            }
        };
    }

    @Test
    void a_request_is_sent_although_its_observer_throws_at_its_begin() {
        answer.complete(WRITTEN);
        try (EngineClient client = client(operation -> {
            throw wished();
        })) {
            assertThat(soon(put(client)).revision()).isEqualTo(7);
            assertThat(soon(put(client)).revision()).isEqualTo(7);
        }
    }

    @Test
    void a_request_ends_although_its_observer_throws_at_its_end() {
        try (EngineClient client = client(throwing(() -> {
            throw wished();
        }))) {
            CompletableFuture<WriteResult> written = put(client);
            CompletableFuture<WriteResult> tooMany = put(client);
            answer.complete(WRITTEN);
            assertThat(soon(written).revision()).isEqualTo(7);
            assertThatThrownBy(() -> soon(tooMany)).hasCauseInstanceOf(EngineException.Overloaded.class);
        }
    }

    @Test
    void a_request_fails_with_its_reason_although_its_observer_throws() {
        try (EngineClient client = client(throwing(() -> {
            throw new AssertionError("as the test wishes");
        }))) {
            CompletableFuture<WriteResult> refused = put(client);
            answer.complete(REFUSED);
            assertThatThrownBy(() -> soon(refused)).hasCauseInstanceOf(EngineException.InvalidRequest.class);
        }
    }
}
