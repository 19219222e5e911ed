package io.dengine.transport;

import io.dengine.bytes.Bytes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Questions that a peer has not answered yet. Owned by one event loop. */
final class OpenQuestions {
    private final Map<Long, CompletableFuture<Bytes>> asked = new HashMap<>();
    private long lastId;

    /** Registers a question, and returns its id. */
    long add(CompletableFuture<Bytes> answer) {
        long id = ++lastId;
        asked.put(id, answer);
        return id;
    }

    /** Handles the peer's answer. */
    void replied(Handshake.Reply reply) {
        if (reply.failed()) {
            fail(reply.id(), reply.text().toUtf8());
            return;
        }
        CompletableFuture<Bytes> answer = asked.remove(reply.id());
        if (answer != null) {
            answer.complete(reply.text());
        }
    }

    /** Ends the wait for an answer, if it has not come. */
    void fail(long id, String why) {
        CompletableFuture<Bytes> answer = asked.remove(id);
        if (answer != null) {
            answer.completeExceptionally(new IOException(why));
        }
    }

    void failAll(String why) {
        List.copyOf(asked.keySet()).forEach(id -> fail(id, why));
    }
}
