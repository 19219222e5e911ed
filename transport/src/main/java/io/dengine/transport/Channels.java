package io.dengine.transport;

import io.dengine.bytes.BytesWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

/** Operations on channels for callers that learn of failures when the channel ends. */
final class Channels {
    private Channels() {}

    static void close(Channel channel) {
        @SuppressWarnings("unused") // the end of the channel reports the result
        ChannelFuture closing = channel.close();
    }

    /** Writes a copy of the writer's bytes to the channel, without flushing. */
    static void write(Channel channel, BytesWriter writer) {
        // The void promise turns a failed write into an exception in the pipeline, which closes the channel.
        @SuppressWarnings("unused")
        ChannelFuture writing = channel.write(copy(channel, writer), channel.voidPromise());
    }

    static void writeFlushed(Channel channel, BytesWriter writer) {
        write(channel, writer);
        channel.flush();
    }

    static void writeFlushed(Channel channel, Handshake handshake) {
        writeFlushed(channel, frame(handshake));
    }

    /** Writes the last frame of a connection, then closes it. */
    static void writeLast(Channel channel, Handshake handshake) {
        ChannelFuture writing = channel.writeAndFlush(copy(channel, frame(handshake)));
        whenDone(writing, () -> close(channel));
    }

    static void whenDone(ChannelFuture future, Runnable action) {
        @SuppressWarnings("unused") // the same future again
        ChannelFuture same = future.addListener(done -> action.run());
    }

    private static BytesWriter frame(Handshake handshake) {
        BytesWriter writer = new BytesWriter(256);
        handshake.writeFrame(writer);
        return writer;
    }

    private static ByteBuf copy(Channel channel, BytesWriter writer) {
        ByteBuf buffer = channel.alloc().buffer(writer.size());
        return buffer.writeBytes(writer.array(), 0, writer.size());
    }
}
