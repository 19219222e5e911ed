package io.dengine.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpVersion;

/** Answers the first request of a connection on which no request is decoded. */
public final class UnreadRequest {
    private UnreadRequest() {}

    /**
     * Answers with status 400 and {@code message}, then closes the connection. Called on its event loop.
     *
     * @param received the beginning of the request, as far as it has arrived; consumed
     */
    public static void refuse(ChannelHandlerContext context, ByteBuf received, String message) {
        HttpMethod method = RequestDecoder.beginsWithHead(received) ? HttpMethod.HEAD : HttpMethod.GET;
        received.skipBytes(received.readableBytes());
        context.pipeline().addBefore(context.name(), null, new HttpResponseEncoder());
        HttpReply reply = JsonError.reply(400, ErrorCode.INVALID_REQUEST.name(), message);
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, "/");
        var unused =
                context.writeAndFlush(Responses.whole(reply, false, request)).addListener(ChannelFutureListener.CLOSE);
    }
}
