package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.server.api.ErrorCode;
import io.dengine.server.api.KvFacade;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the outcomes of the facade into replies. Safe for use by any thread. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final KvFacade facade;

    Answers(KvFacade facade) {
        this.facade = facade;
    }

    /** Answers with what {@code write} makes of the result, once it is there. */
    <T> void whenDone(CompletableFuture<T> future, HttpExchange exchange, Function<T, HttpReply> write) {
        @SuppressWarnings("unused") // its outcome is the reply
        CompletableFuture<?> replied = future.handle((result, failure) -> {
            exchange.reply(failure == null ? written(result, write) : failed(failure));
            return null;
        });
    }

    private <T> HttpReply written(T result, Function<T, HttpReply> write) {
        try {
            return write.apply(result);
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    /** What a failure looks like to a client. Never shows more of an unexpected one than that it happened. */
    HttpReply failed(Throwable failure) {
        Throwable cause = ErrorCode.causeOf(failure);
        ErrorCode code = ErrorCode.of(cause);
        if (cause instanceof RefusedException refused) {
            int leader = refused.leaderId();
            @Nullable String address = leader == 0 ? null : facade.addressOf(leader);
            return JsonError.reply(code.httpStatus(), code.name(), message(refused), leader, address);
        }
        if (cause instanceof BadRequestException bad) {
            return JsonError.reply(bad.status(), ErrorCode.INVALID_REQUEST.name(), String.valueOf(bad.getMessage()));
        }
        if (code == ErrorCode.UNIMPLEMENTED) {
            return JsonError.reply(code, "this node cannot do that: " + cause.getMessage());
        }
        LOG.error("a request failed unexpectedly", cause);
        return JsonError.reply(code, "the node failed to handle this request; a write may or may not be applied");
    }

    private static String message(RefusedException refused) {
        String why = String.valueOf(refused.getMessage());
        boolean unknown = refused.refusal().retry() == Refusal.Retry.ONLY_IF_IDEMPOTENT;
        // Whoever is not sure must hear it, whatever the reason says.
        return unknown && !why.contains("applied") ? why + " The write may still be applied later." : why;
    }

    static HttpReply ok(JsonText json) {
        Bytes body = json.end().toBytes();
        return HttpReply.json(200, body);
    }
}
