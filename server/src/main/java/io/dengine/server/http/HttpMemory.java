package io.dengine.server.http;

import io.dengine.server.memory.ChannelMemory;
import io.dengine.server.memory.MemoryAccount;
import io.dengine.server.memory.Reservation;
import io.netty.channel.Channel;

/** The memory that an HTTP connection holds, by purpose. Owned by its event loop. */
final class HttpMemory {
    /** A multiple of the body: while a buffer grows, its old and its new copy exist. */
    private static final int COLLECTING = 2;

    /** A multiple of the body: the body, its text, the text of the longest value, and that value. */
    private static final int PARSING = 4;

    /** The estimated size of a part of a request that was read ahead, in bytes. */
    private static final long MESSAGE_BYTES = 1 << 10;

    private final MemoryAccount account;
    private final Reservation body;
    private final Reservation ahead;
    private final Reservation unsent;

    HttpMemory(Channel channel) {
        account = ChannelMemory.of(channel);
        body = account.reservation();
        ahead = account.reservation();
        unsent = account.reservation();
    }

    /** Returns a reservation for the answer to one request. Any thread may use it. */
    Reservation answer() {
        return account.reservation();
    }

    /** Reserves memory for a body while it arrives. This and the other methods return false if there is no room. */
    boolean collects(long bytes) {
        return body.resize(COLLECTING * bytes);
    }

    /** Reserves memory for a body while it is parsed. */
    boolean parses(long bytes) {
        return body.resize(PARSING * bytes);
    }

    /** Reduces the memory to that of a parsed body, which is kept until the request is answered. */
    void keeps(long bytes) {
        body.resize(Math.min(body.bytes(), bytes));
    }

    /** Reserves memory for parts of requests that were read ahead. */
    boolean readsAhead(int messages) {
        return ahead.resize(MESSAGE_BYTES * messages);
    }

    /** Reserves memory for {@code bytes} more than the client has not taken yet. */
    boolean writes(Channel channel, long bytes) {
        return unsent.resize(ChannelMemory.unsentBytes(channel) + bytes);
    }

    /** Gives back the memory of bytes that the client has taken. */
    void written(Channel channel) {
        unsent.resize(Math.min(unsent.bytes(), ChannelMemory.unsentBytes(channel)));
    }
}
