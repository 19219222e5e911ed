package io.dengine.server.http;

import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.AnswerRoom;
import io.dengine.call.Problem;
import io.dengine.command.Reply;
import io.dengine.kv.store.CallProblems;
import io.dengine.node.NodeOperations;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts answers and failures to replies. Safe for use by any thread. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /** The largest result, in bytes, that the thread that completes a future may write. */
    private static final long BRIEF_BYTES = 4 << 10;

    /**
     * The memory for writing a text, as a multiple of the result: the buffer grows by doubling and is copied at the
     * end.
     */
    private static final int WRITING = 4;

    private final NodeOperations node;

    Answers(NodeOperations node) {
        this.node = node;
    }

    /** Replies with the output of {@code write} once the result is there, or with its failure. */
    <T> void whenDone(CompletableFuture<T> future, HttpExchange exchange, Function<T, HttpReply> write) {
        @SuppressWarnings("unused") // its outcome is the reply
        CompletableFuture<?> replied = future.handle((result, failure) -> {
            exchange.reply(failure == null ? written(result, write) : failed(failure));
            return null;
        });
    }

    /** Replies with the output of {@code write} once a command was applied, or with the reason why it was not. */
    void whenWritten(CompletableFuture<Answer> future, HttpExchange exchange, Function<Reply, HttpReply> write) {
        whenDone(future, exchange, answer -> switch (answer) {
            case Answer.Wrote wrote when !(wrote.reply() instanceof Reply.Refused) -> write.apply(wrote.reply());
            default -> failed(CallProblems.failed(answer));
        });
    }

    /**
     * Replies with the output of {@code write} once a read was answered, or with its failure. A long result is written
     * only if there is memory for it, and on the event loop of the client's connection.
     */
    void whenRead(CompletableFuture<Answer> future, HttpExchange exchange, Function<Rows, HttpReply> write) {
        var unused = future.thenAccept(answer -> {
            if (!(answer instanceof Answer.Found found)) {
                exchange.reply(failed(CallProblems.failed(answer)));
            } else if (found.weightBytes() <= BRIEF_BYTES) {
                exchange.reply(written(found.rows(), write));
            } else if (exchange.memory().resize(WRITING * found.weightBytes())) {
                exchange.execute(() -> exchange.reply(written(found.rows(), write)));
            } else {
                exchange.reply(JsonError.reply(ErrorCode.RATE_LIMITED, AnswerRoom.NONE_LEFT));
            }
        });
    }

    private <T> HttpReply written(T result, Function<T, HttpReply> write) {
        try {
            return write.apply(result);
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    /** Converts a failure to a reply. */
    HttpReply failed(Throwable failure) {
        return failure instanceof BadRequestException bad
                ? JsonError.reply(bad.status(), ErrorCode.INVALID_REQUEST.name(), String.valueOf(bad.getMessage()))
                : failed(CallProblems.answer(failure));
    }

    /** Converts a failure to a reply. For an unexpected one, the reply says only that it happened. */
    HttpReply failed(Answer.Failed failed) {
        ErrorCode code = ErrorCode.of(failed.problem());
        if (failed.problem() == Problem.UNEXPECTED) {
            LOG.error("a request failed unexpectedly: {}", failed.message(), failed.cause());
            return JsonError.reply(code, "the node failed to handle this request; a write may or may not be applied");
        }
        int leader = failed.leaderId();
        @Nullable String address = leader == 0 ? null : node.addressOf(leader);
        return JsonError.reply(code.httpStatus(), code.name(), message(failed), leader, address);
    }

    private static String message(Answer.Failed failed) {
        String why = failed.advice();
        // A client must learn that the outcome of its write is unknown, even if the reason does not mention it.
        return failed.problem() == Problem.OUTCOME_UNKNOWN && !why.contains("applied")
                ? why + " The write may still be applied later."
                : why;
    }

    static HttpReply ok(JsonText json) {
        Bytes body = json.end().toBytes();
        return HttpReply.json(200, body);
    }
}
