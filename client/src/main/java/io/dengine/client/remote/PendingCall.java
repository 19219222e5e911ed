package io.dengine.client.remote;

import io.dengine.call.Answer;
import java.util.concurrent.CompletableFuture;

/** A call that was not answered yet. */
final class PendingCall extends CompletableFuture<Answer> {
    private static final long NOT_ADDED = Long.MAX_VALUE;

    private final boolean write;
    private final int frameBytes;

    /** Where its frame ends in what its connection sends; guarded by the outlet's lock. */
    private long endOffset = NOT_ADDED;

    /** @param write whether it may change something */
    PendingCall(boolean write, int frameBytes) {
        this.write = write;
        this.frameBytes = frameBytes;
    }

    boolean isWrite() {
        return write;
    }

    int frameBytes() {
        return frameBytes;
    }

    void added(long newEndOffset) {
        endOffset = newEndOffset;
    }

    /**
     * Whether some of it is among the bytes before {@code offset}: a frame of which a byte is missing has no effect.
     */
    boolean mayBeAmong(long offset) {
        return endOffset <= offset;
    }
}
