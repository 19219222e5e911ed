package io.dengine.server.call;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The output that waits until the client has taken what precedes it. The channel gets no more than it has room for: TLS
 * would encrypt all of it at once, while the other connections of the event loop wait. It is empty whenever the channel
 * has room.
 *
 * <p>Owned by the event loop of the connection.
 */
final class Backlog {
    private final ChannelHandlerContext context;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    Backlog(ChannelHandlerContext context) {
        this.context = context;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Returns the number of bytes that were not written to the channel yet. */
    long bytes() {
        return bytes;
    }

    /** Writes bytes to the channel, after all that waits; takes them over. */
    void write(ByteBuf output) {
        if (closed) {
            output.release();
            return;
        }
        bytes += output.readableBytes();
        waiting.add(output);
        drain();
    }

    /** Writes to the channel while it has room, without a flush. */
    void drain() {
        while (!waiting.isEmpty() && context.channel().isWritable()) {
            ByteBuf output = waiting.remove();
            bytes -= output.readableBytes();
            // The void promise turns a failed write into an exception in the pipeline, which closes the channel.
            var unused = context.write(output, context.voidPromise());
        }
    }

    /** Drops everything, now and from now on: the connection is closed. */
    void close() {
        closed = true;
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        bytes = 0;
    }
}
