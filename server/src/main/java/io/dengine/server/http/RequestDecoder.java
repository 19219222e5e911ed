package io.dengine.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Decodes requests, and refuses two forms that servers and proxies are known to interpret differently: a Content-Length
 * together with chunks, and header fields that continue on the next line.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int MAX_CHUNK_BYTES = 64 << 10;

    private boolean inHead = true;
    /** True once a line of the current head was decoded, so that the next line is a header field. */
    private boolean begun;

    RequestDecoder(HttpLimits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxRequestLineBytes())
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxChunkSize(MAX_CHUNK_BYTES)
                .setStrictLineParsing(true));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (inHead && isFolded(in)) {
            in.skipBytes(in.readableBytes());
            throw new IllegalArgumentException("a header field goes on in the next line");
        }
        int position = in.readerIndex();
        int messages = out.size();
        super.decode(context, in, out);
        begun = begun || inHead && endsALine(in, position);
        for (Object message : out.subList(Math.min(messages, out.size()), out.size())) {
            if (message instanceof HttpRequest) {
                inHead = false;
            }
            if (message instanceof LastHttpContent) {
                inHead = true;
                begun = false;
            }
        }
    }

    /** Returns whether a header line that has arrived begins with a space or tab. */
    private boolean isFolded(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        boolean field = begun;
        while (at < end) {
            byte first = in.getByte(at);
            if (field && (first == ' ' || first == '\t')) {
                return true;
            }
            boolean empty = first == '\r' || first == '\n';
            if (field && empty) {
                return false; // the end of the head
            }
            int lineFeed = in.indexOf(at, end, (byte) '\n');
            if (lineFeed < 0) {
                return false;
            }
            field = field || !empty;
            at = lineFeed + 1;
        }
        return false;
    }

    private static boolean endsALine(ByteBuf in, int from) {
        for (int i = from; i < in.readerIndex(); i++) {
            byte read = in.getByte(i);
            if (read != '\r' && read != '\n') {
                return true;
            }
        }
        return false;
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("a length beside chunks");
    }
}
