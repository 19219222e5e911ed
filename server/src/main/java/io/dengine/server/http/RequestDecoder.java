package io.dengine.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Decodes requests, and refuses two forms that servers and proxies are known to interpret differently: a Content-Length
 * together with chunks, and header fields that continue on the next line.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int MAX_CHUNK_BYTES = 64 << 10;
    private static final String HEAD = "HEAD ";

    private boolean inHead = true;
    /** True once a line of the current head was decoded, so that the next line is a header field. */
    private boolean begun;
    /** True if the current head begins with the method HEAD, whatever else is wrong with it. */
    private boolean asksForHead;

    RequestDecoder(HttpLimits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxRequestLineBytes())
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxChunkSize(MAX_CHUNK_BYTES)
                .setStrictLineParsing(true));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (inHead && !begun) {
            asksForHead = beginsWithHead(in);
        }
        if (inHead && isFolded(in)) {
            in.skipBytes(in.readableBytes());
            HttpMessage folded = createInvalidMessage();
            folded.setDecoderResult(
                    DecoderResult.failure(new IllegalArgumentException("a header field goes on in the next line")));
            out.add(folded);
            return;
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
            boolean empty = isLineEnd(first);
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

    /** Returns whether the first line that has arrived is that of a HEAD request. */
    static boolean beginsWithHead(ByteBuf in) {
        int at = in.readerIndex();
        while (at < in.writerIndex() && isLineEnd(in.getByte(at))) {
            at++;
        }
        return in.writerIndex() - at >= HEAD.length()
                && in.toString(at, HEAD.length(), US_ASCII).equals(HEAD);
    }

    private static boolean isLineEnd(byte read) {
        return read == '\r' || read == '\n';
    }

    /** Returns what stands for a request that cannot be decoded. Its method decides whether the answer has a body. */
    @Override
    protected HttpMessage createInvalidMessage() {
        HttpMethod method = asksForHead ? HttpMethod.HEAD : HttpMethod.GET;
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_0, method, "/", Unpooled.EMPTY_BUFFER);
    }

    private static boolean endsALine(ByteBuf in, int from) {
        for (int i = from; i < in.readerIndex(); i++) {
            if (!isLineEnd(in.getByte(i))) {
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
