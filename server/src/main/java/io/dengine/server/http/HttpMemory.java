package io.dengine.server.http;

import io.dengine.server.memory.ChannelMemory;
import io.dengine.server.memory.MemoryAccount;
import io.dengine.server.memory.Reservation;
import io.netty.channel.Channel;

/** What an HTTP connection holds, as its account sees it. Owned by its event loop. */
final class HttpMemory {
    /** A buffer that grows is there twice while it does. */
    private static final int COLLECTING = 2;

    /** The body, its text, the text of the longest value, and that value. */
    private static final int PARSING = 4;

    /** A request that was read ahead, at least. */
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

    /** For the answer to one request, which may be made by any thread. */
    Reservation answer() {
        return account.reservation();
    }

    /** Room for a body while it arrives; each method answers false where there is none. */
    boolean collects(long bytes) {
        return body.resize(COLLECTING * bytes);
    }

    /** Room for a body while it is read. */
    boolean parses(long bytes) {
        return body.resize(PARSING * bytes);
    }

    /** A body that was read, and is held until the request is answered. */
    void keeps(long bytes) {
        body.resize(Math.min(body.bytes(), bytes));
    }

    /** Room for parts of requests that were read ahead. */
    boolean readsAhead(int messages) {
        return ahead.resize(MESSAGE_BYTES * messages);
    }

    /** Room for what is written besides what the other side has not taken yet. */
    boolean writes(Channel channel, long bytes) {
        return unsent.resize(ChannelMemory.unsentBytes(channel) + bytes);
    }

    /** The other side has taken something. */
    void written(Channel channel) {
        unsent.resize(Math.min(unsent.bytes(), ChannelMemory.unsentBytes(channel)));
    }
}
