package io.dengine.transport;

import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;

/**
 * An accepted connection of a peer that has proven its identity. The connections of one peer follow each other: one is
 * opened only after the end of every earlier one was reported, so that the last report about a peer is true.
 */
final class Inbound {
    private final PeerIdentity sender;
    private final Channel channel;
    private final CompletableFuture<Void> cleared;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> gone;

    private Inbound(PeerIdentity sender, Channel channel, CompletableFuture<Void> cleared) {
        this.sender = sender;
        this.channel = channel;
        this.cleared = cleared;
        // A connection that ends while it waits passes its wait on to the next one.
        this.gone = CompletableFuture.allOf(cleared, ended);
    }

    static Inbound first(PeerIdentity sender, Channel channel) {
        return new Inbound(sender, channel, CompletableFuture.completedFuture(null));
    }

    /** Returns the connection that replaces this one. */
    Inbound followedBy(PeerIdentity newSender, Channel newChannel) {
        return new Inbound(newSender, newChannel, gone);
    }

    PeerIdentity sender() {
        return sender;
    }

    Channel channel() {
        return channel;
    }

    /** Returns the future that completes when this connection may be opened. */
    CompletableFuture<Void> cleared() {
        return cleared;
    }

    /** Handles that the end of this connection was reported, or that it ended without being opened. */
    void ended() {
        ended.complete(null);
    }

    /** Returns the future that completes when neither this connection nor an earlier one has anything to report. */
    CompletableFuture<Void> gone() {
        return gone;
    }
}
