package io.dengine.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Creates responses for Netty's encoder. */
final class Responses {
    private Responses() {}

    /**
     * Returns whether the answer to a request has a body. One to HEAD has none, whatever the answer is (RFC 9110,
     * 9.3.2): the client would take the body for the beginning of the next answer.
     *
     * @param request the head of the request; anything else, or null, if it is not known
     */
    static boolean hasBody(@Nullable Object request) {
        return !(request instanceof HttpRequest head) || !head.method().equals(HttpMethod.HEAD);
    }

    /** Returns a complete answer to a request, with the body that {@link #hasBody} allows. */
    static HttpResponse whole(HttpReply reply, boolean keepAlive, @Nullable Object request) {
        ByteBuf content =
                hasBody(request) ? Unpooled.wrappedBuffer(reply.body().asByteBuffer()) : Unpooled.EMPTY_BUFFER;
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), content);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length());
        if (!reply.allow().isEmpty()) {
            response.headers().set(HttpHeaderNames.ALLOW, reply.allow());
        }
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response;
    }

    /**
     * Returns the head of an answer of unknown length. Without chunks, which HTTP/1.0 does not know, the end of the
     * connection is the end of the answer.
     */
    static HttpResponse stream(String contentType, boolean inChunks) {
        DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        head.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
        head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (inChunks) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return head;
    }

    /** Returns the response that lets the client send its body. */
    static HttpResponse goOn() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE);
    }

    /** Returns the reply in place of an answer for which there is no memory. */
    static HttpReply noRoom() {
        return JsonError.reply(
                ErrorCode.RATE_LIMITED.httpStatus(),
                ErrorCode.RATE_LIMITED.name(),
                "this node has no memory left for an answer of this size; if it was asked to change something, that is"
                        + " done. Ask for less at a time, or later");
    }
}
