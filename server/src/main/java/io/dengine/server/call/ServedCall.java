package io.dengine.server.call;

import io.dengine.call.Answer;
import io.dengine.server.memory.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * A call under way, and the memory that its answer takes until the event loop has written it. Safe for use by any
 * thread.
 */
final class ServedCall {
    /** The size of a reply to a write that is not counted: most are shorter than the overhead of a call. */
    private static final int UNCOUNTED_BYTES = 256;

    private final long id;
    private final int frameBytes;
    private final CallMemory memory;
    private final EncodedRows rows;

    // ---- guarded by this; the lock of the rows, which take memory here, comes before it
    private @Nullable Reservation room;
    private long takenBytes;
    private boolean closed;

    /** @param frameBytes the size of the call's frame */
    ServedCall(long id, int frameBytes, CallMemory memory) {
        this.id = id;
        this.frameBytes = frameBytes;
        this.memory = memory;
        this.rows = memory.rows(this::take);
    }

    long id() {
        return id;
    }

    int frameBytes() {
        return frameBytes;
    }

    /** Reserves the memory that the answer probably takes, before it is read. Returns false if there is none. */
    synchronized boolean expect(long bytes) {
        return bytes == 0 || room().resize(bytes);
    }

    /** Returns the place for the rows of the answer. */
    EncodedRows rows() {
        return rows;
    }

    /** Reserves the memory of more rows. Returns false if there is none, or if nobody waits for the answer any more. */
    synchronized boolean take(long bytes) {
        takenBytes += bytes;
        return !closed && (takenBytes <= room().bytes() || room().resize(takenBytes));
    }

    /** Returns the memory that the answer takes, as far as it was read. */
    synchronized long takenBytes() {
        return takenBytes;
    }

    /**
     * Returns the answer that waits for the event loop now. If there is no memory for {@code answer}, it is a refusal;
     * or null for a write, whose outcome must not be replaced.
     */
    @Nullable
    Answer keep(Answer answer) {
        if (keep(weightBytes(answer))) {
            return answer;
        }
        close();
        return answer instanceof Answer.Wrote ? null : CallMemory.noRoom();
    }

    private synchronized boolean keep(long bytes) {
        takenBytes = Math.max(takenBytes, bytes);
        return bytes == 0 && room == null || !closed && room().resize(bytes);
    }

    private long weightBytes(Answer answer) {
        return switch (answer) {
            case Answer.Found found -> rows.bytes();
            case Answer.Wrote wrote
            when wrote.encoded().length() > UNCOUNTED_BYTES ->
                // The reply is there twice: encoded, and as rows.
                2L * wrote.encoded().length();
            default -> 0;
        };
    }

    private Reservation room() {
        Reservation present = room;
        if (present == null) {
            present = memory.answer();
            room = present;
        }
        return present;
    }

    /** Gives the memory back: another account counts the answer from now on. */
    synchronized void giveBack() {
        closed = true;
        if (room != null) {
            room.close();
        }
    }

    /** Ends the call, with those rows of its answer that nobody has taken. */
    void close() {
        giveBack();
        rows.close();
    }
}
