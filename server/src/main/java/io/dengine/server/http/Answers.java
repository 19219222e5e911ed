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

/** Converts the outcomes of the facade to replies. Safe for use by any thread. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /** The largest result, in bytes, that the thread that completes a future may write. */
    private static final long BRIEF_BYTES = 4 << 10;

    /**
     * The memory for writing a text, as a multiple of the result: the buffer grows by doubling and is copied at the
     * end.
     */
    private static final int WRITING = 4;

    private final KvFacade facade;

    Answers(KvFacade facade) {
        this.facade = facade;
    }

    /** Replies with the output of {@code write} once the result is there, or with its failure. */
    <T> void whenDone(CompletableFuture<T> future, HttpExchange exchange, Function<T, HttpReply> write) {
        @SuppressWarnings("unused") // its outcome is the reply
        CompletableFuture<?> replied = future.handle((result, failure) -> {
            exchange.reply(failure == null ? written(result, write) : failed(failure));
            return null;
        });
    }

    /**
     * As {@link #whenDone}, for results that may be long. A long result is written only if there is memory for it, and
     * on the event loop of the client's connection.
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

    /** Converts a failure to a reply. For an unexpected one, the reply says only that it happened. */
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
        // A client must learn that the outcome of its write is unknown, even if the reason does not mention it.
        return unknown && !why.contains("applied") ? why + " The write may still be applied later." : why;
    }

    static HttpReply ok(JsonText json) {
        Bytes body = json.end().toBytes();
        return HttpReply.json(200, body);
    }
}
