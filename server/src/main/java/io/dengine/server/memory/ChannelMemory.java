package io.dengine.server.memory;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** The memory account of a network connection. It is opened and closed with the connection. */
public final class ChannelMemory {
    private static final AttributeKey<MemoryAccount> ACCOUNT = AttributeKey.valueOf("d-engine.memory");

    private ChannelMemory() {}

    /** Opens the account of a connection. Returns false if the budget has no room for it. */
    public static boolean open(Channel channel, MemoryBudget budget) {
        MemoryAccount account = budget.open(
                String.valueOf(channel.remoteAddress()),
                () -> channel.eventLoop().execute(() -> close(channel)));
        if (account == null) {
            return false;
        }
        channel.attr(ACCOUNT).set(account);
        var unused = channel.closeFuture().addListener(closed -> account.close());
        return true;
    }

    private static void close(Channel channel) {
        var unused = channel.close(); // channelInactive reports the end
    }

    /** Returns the account of a connection, or one without a limit if none was opened. */
    public static MemoryAccount of(Channel channel) {
        MemoryAccount present = channel.attr(ACCOUNT).get();
        return present == null ? MemoryAccount.unlimited() : present;
    }

    /** Stops counting a connection against the budget, because it turned out to belong to a peer. */
    public static void exempt(Channel channel) {
        @Nullable MemoryAccount account = channel.attr(ACCOUNT).getAndSet(null);
        if (account != null) {
            account.close();
        }
    }

    /** Returns the number of bytes that were written and that the other side has not taken yet. Event loop only. */
    public static long unsentBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
