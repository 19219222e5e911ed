package io.dengine.client.remote;

import io.dengine.call.Answer;
import java.util.concurrent.CompletableFuture;

/** A call that is not answered yet. */
final class PendingCall extends CompletableFuture<Answer> {
    private static final long NOT_ADDED = Long.MAX_VALUE;

    private final boolean write;
    private final int frameBytes;

    /** The offset of the frame's end in the bytes that its connection sends; guarded by the outlet's lock. */
    private long endOffset = NOT_ADDED;

    /** @param write true if the call may change the store */
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
     * Returns true if the whole frame is among the bytes before {@code offset}: a frame of which a byte is missing has
     * no effect.
     */
    boolean mayBeAmong(long offset) {
        return endOffset <= offset;
    }
}
