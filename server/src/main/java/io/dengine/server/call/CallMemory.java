package io.dengine.server.call;

import io.dengine.call.Answer;
import io.dengine.call.AnswerRoom;
import io.dengine.call.Problem;
import io.dengine.call.WatchRoom;
import io.dengine.server.memory.ChannelMemory;
import io.dengine.server.memory.MemoryAccount;
import io.dengine.server.memory.Reservation;
import io.netty.channel.Channel;

/** The memory that a client's connection holds, by purpose. Owned by its event loop, except {@link #answer}. */
final class CallMemory {
    /** The overhead of a call beyond its frame: about 750 bytes for a range read that waits for its thread. */
    private static final long CALL_BYTES = 1 << 10;

    private final Channel channel;
    private final MemoryAccount account;
    private final Reservation frame;
    private final Reservation unsent;

    CallMemory(Channel channel) {
        this.channel = channel;
        account = ChannelMemory.of(channel);
        frame = account.reservation();
        unsent = account.reservation();
    }

    /** Reserves memory for the buffer in which a frame arrives. Returns false if there is none. */
    boolean assembles(long bufferBytes) {
        return frame.resize(bufferBytes);
    }

    /**
     * Reserves memory for a call until it is answered, even if the connection is closed before. Returns false if there
     * is none.
     */
    boolean begins(int frameBytes) {
        return account.beginWork(frameBytes + CALL_BYTES);
    }

    void ended(int frameBytes) {
        account.endWork(frameBytes + CALL_BYTES);
    }

    /** Returns the room for the items that wait for one watch. */
    WatchRoom watch() {
        return account.watch();
    }

    /** Reserves memory for {@code bytes} more than the client has not read yet. Returns false if there is none. */
    boolean writes(long bytes) {
        return unsent.resize(ChannelMemory.unsentBytes(channel) + bytes);
    }

    /** Gives back the memory of bytes that the client has read. */
    void written(long notWrittenBytes) {
        unsent.resize(Math.min(unsent.bytes(), ChannelMemory.unsentBytes(channel) + notWrittenBytes));
    }

    /** Returns the memory of one answer, of size 0 at first. */
    Reservation answer() {
        return account.reservation();
    }

    /** Returns the place for the rows of one answer, whose memory is that of {@code room}. */
    EncodedRows rows(AnswerRoom room) {
        return new EncodedRows(room, channel.alloc());
    }

    static Answer.Failed noRoom() {
        return new Answer.Failed(Problem.OVERLOADED, AnswerRoom.NONE_LEFT);
    }

    static String noRoomForRequest() {
        return "this node has no memory left for requests of this size; try again later";
    }
}
