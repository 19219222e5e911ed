package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.server.api.ErrorCode;
import io.dengine.server.api.KvFacade;
import io.dengine.server.api.ReadOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the outcomes of the facade into replies. Safe for use by any thread. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /** What any thread may write, besides what it has to do. */
    private static final long BRIEF_BYTES = 4 << 10;

    /** While a text is written, its buffer grows by doubling, and is copied at last. */
    private static final int WRITING = 4;

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

    /**
     * As {@link #whenDone}, for what may be long: it is written only where there is memory for it, and by the event
     * loop of the client that wants it.
     */
    void whenRead(
            CompletableFuture<ReadOutcome> future, HttpExchange exchange, Function<ReadOutcome, HttpReply> write) {
        var unused = future.handle((result, failure) -> {
            if (failure != null) {
                exchange.reply(failed(failure));
            } else if (result.sizeBytes() <= BRIEF_BYTES) {
                exchange.reply(written(result, write));
            } else if (exchange.memory().resize(WRITING * result.sizeBytes())) {
                exchange.execute(() -> exchange.reply(written(result, write)));
            } else {
                exchange.reply(JsonError.reply(
                        ErrorCode.RATE_LIMITED,
                        "Nothing was answered: this node has no memory left for an answer of this size. Ask for less"
                                + " at a time, or later."));
            }
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
