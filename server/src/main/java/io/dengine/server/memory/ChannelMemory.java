package io.dengine.server.memory;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** The account of a network connection: it begins and ends with the connection. */
public final class ChannelMemory {
    private static final AttributeKey<MemoryAccount> ACCOUNT = AttributeKey.valueOf("d-engine.memory");

    private ChannelMemory() {}

    /** Opens the account of a connection; false if there is no room for it. */
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
        var unused = channel.close(); // the end of the channel tells
    }

    /** The account of a connection; one without limit where nobody opened one. */
    public static MemoryAccount of(Channel channel) {
        MemoryAccount present = channel.attr(ACCOUNT).get();
        return present == null ? MemoryAccount.unlimited() : present;
    }

    /** Counts a connection no longer: it turned out to be one of a peer. */
    public static void exempt(Channel channel) {
        @Nullable MemoryAccount account = channel.attr(ACCOUNT).getAndSet(null);
        if (account != null) {
            account.close();
        }
    }

    /** How much of what was written the other side has not taken yet. Event loop only. */
    public static long unsentBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
