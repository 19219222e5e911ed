package io.dengine.server.call;

import io.dengine.call.Answer;
import io.dengine.call.AnswerRoom;
import io.dengine.server.memory.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * A call under way, and the memory that its answer takes until the event loop has written it. Safe for use by any
 * thread.
 */
final class ServedCall implements AnswerRoom {
    /** The size of a reply to a write that is not counted: most are shorter than the overhead of a call. */
    private static final int UNCOUNTED_BYTES = 256;

    private final long id;
    private final int frameBytes;
    private final CallMemory memory;

    // ---- guarded by this
    private @Nullable Reservation room;
    private long takenBytes;
    private boolean closed;

    /** @param frameBytes the size of the call's frame */
    ServedCall(long id, int frameBytes, CallMemory memory) {
        this.id = id;
        this.frameBytes = frameBytes;
        this.memory = memory;
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

    @Override
    public synchronized boolean take(long bytes) {
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
    synchronized @Nullable Answer keep(Answer answer) {
        long bytes = weightBytes(answer);
        takenBytes = Math.max(takenBytes, bytes);
        if (bytes == 0 && room == null || !closed && room().resize(bytes)) {
            return answer;
        }
        close();
        return answer instanceof Answer.Wrote ? null : CallMemory.noRoom();
    }

    private static long weightBytes(Answer answer) {
        return switch (answer) {
            case Answer.Found found -> found.weightBytes();
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

    /** Gives the memory back. No more is reserved from now on. */
    synchronized void close() {
        closed = true;
        if (room != null) {
            room.close();
        }
    }
}
