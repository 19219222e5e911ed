package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Splits the stream into frames, verifies their checksums, and passes their bodies on as {@link Bytes}.
 *
 * <p>Until the hello was accepted the limit is that of handshake frames, so that a stranger cannot make this node hold
 * memory.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    private final CRC32C crc = new CRC32C();
    private boolean magicPending;
    private int maxBodyBytes = Handshake.MAX_BODY_BYTES;

    FrameDecoder(boolean expectMagic) {
        magicPending = expectMagic;
    }

    /** Accepts frames up to this size from now on, in bytes. */
    void allowBodyBytes(int limit) {
        maxBodyBytes = limit;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (magicPending) {
            int length = Handshake.MAGIC.length();
            if (in.readableBytes() < length) {
                return;
            }
            if (!Handshake.MAGIC.equals(copy(in, length))) {
                throw new MalformedBytesException("the connection does not begin as one between peers");
            }
            magicPending = false;
        }
        if (in.readableBytes() < PeerCodec.HEADER_BYTES) {
            return;
        }
        int length = in.getIntLE(in.readerIndex());
        if (length < 1 || length > maxBodyBytes) {
            throw new MalformedBytesException(
                    "a frame of " + Integer.toUnsignedString(length) + " bytes, the limit is " + maxBodyBytes);
        }
        if (in.readableBytes() - PeerCodec.HEADER_BYTES < length) {
            return;
        }
        int checksum = in.getIntLE(in.readerIndex() + 4);
        in.skipBytes(PeerCodec.HEADER_BYTES);
        byte[] body = new byte[length];
        in.readBytes(body);
        crc.reset();
        crc.update(body, 0, length);
        if ((int) crc.getValue() != checksum) {
            throw new MalformedBytesException("a frame's checksum does not match its body");
        }
        out.add(Bytes.wrap(body));
    }

    private static Bytes copy(ByteBuf in, int length) {
        byte[] array = new byte[length];
        in.readBytes(array);
        return Bytes.wrap(array);
    }
}
