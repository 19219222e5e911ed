package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 connection: collects a request, has it answered, then takes the next.
 *
 * <pre>
 *   HEAD --request line and headers--> BODY --last chunk--> ANSWER --reply--> HEAD ...
 *                                                             '--stream--> STREAM, until the end
 * </pre>
 *
 * <p>While a request is being answered nothing more is read; what the decoder had already made of the bytes before it
 * waits in a queue, which one read buffer bounds.
 */
public final class HttpConnection extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private static final int LINGER_MILLIS = 1_000;

    private enum Phase {
        HEAD,
        BODY,
        ANSWER,
        STREAM,
        CLOSED
    }

    private final HttpHandler handler;
    private final HttpLimits limits;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private Phase phase = Phase.HEAD;
    private boolean taking;
    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpRequest request;
    private @Nullable HttpExchange exchange;
    private BytesWriter body = new BytesWriter(0);
    private @Nullable ScheduledFuture<?> deadline;
    private Runnable onClosed = () -> {};
    private Runnable onWritable = () -> {};
    private Runnable onIdle = () -> {};

    private HttpConnection(HttpHandler handler, HttpLimits limits) {
        this.handler = handler;
        this.limits = limits;
    }

    /** Appends the handlers of an HTTP connection. */
    public static void addTo(ChannelPipeline pipeline, HttpHandler handler, HttpLimits limits) {
        pipeline.addLast(
                new HttpServerCodec(limits.maxRequestLineBytes(), limits.maxHeaderBytes(), 64 << 10),
                new HttpConnection(handler, limits));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
        arm(limits.headMillis());
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext present = context;
        if (present == null) {
            throw new IllegalStateException("not part of a pipeline");
        }
        return present;
    }

    // -- requests

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        if (phase == Phase.ANSWER || !waiting.isEmpty()) {
            waiting.add(message);
            return;
        }
        take(message);
    }

    private void take(Object message) {
        try {
            if (phase == Phase.HEAD && message instanceof HttpRequest head) {
                begin(head);
            }
            if (phase == Phase.BODY && message instanceof HttpContent content) {
                collect(content);
            }
            // Anything else is the rest of a request that was refused, or noise beside a stream.
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest head) {
        request = head;
        body = new BytesWriter(0);
        if (refusedForDecoding(head)) {
            return;
        }
        long length = HttpUtil.getContentLength(head, 0L);
        if (length > limits.maxBodyBytes()) {
            refuseTooLarge();
            return;
        }
        if (HttpUtil.is100ContinueExpected(head)) {
            writeOut(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE), false);
            context().flush();
        } else if (head.headers().contains(HttpHeaderNames.EXPECT)) {
            refuse(417, "INVALID_REQUEST", "the only expectation that is understood is 100-continue");
            return;
        }
        phase = Phase.BODY;
        arm(limits.bodyMillis());
    }

    private boolean refusedForDecoding(HttpObject part) {
        if (part.decoderResult().isSuccess()) {
            return false;
        }
        Throwable cause = part.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            refuse(
                    414,
                    "INVALID_REQUEST",
                    "the request line is longer than " + limits.maxRequestLineBytes() + " bytes");
        } else if (cause instanceof TooLongHttpHeaderException) {
            refuse(431, "INVALID_REQUEST", "the header is longer than " + limits.maxHeaderBytes() + " bytes");
        } else {
            refuse(400, "INVALID_REQUEST", "this is not a request of HTTP/1.1");
        }
        return true;
    }

    private void collect(HttpContent content) {
        if (refusedForDecoding(content)) {
            return;
        }
        ByteBuf part = content.content();
        if (part.readableBytes() > limits.maxBodyBytes() - body.size()) {
            refuseTooLarge();
            return;
        }
        if (part.isReadable()) {
            byte[] copy = new byte[part.readableBytes()];
            part.readBytes(copy);
            body.writeRaw(Bytes.wrap(copy));
        }
        if (content instanceof LastHttpContent) {
            dispatch();
        }
    }

    private void refuseTooLarge() {
        refuse(
                413,
                "INVALID_REQUEST",
                "the body is longer than " + limits.maxBodyBytes() + " bytes; nothing was changed");
    }

    private void dispatch() {
        HttpRequest head = request;
        if (head == null) {
            return;
        }
        phase = Phase.ANSWER;
        arm(limits.answerMillis());
        HttpExchange next = new HttpExchange(this, head.method().name(), head.uri(), head.headers(), body.toBytes());
        body = new BytesWriter(0);
        exchange = next;
        try {
            handler.handle(next);
        } catch (RuntimeException e) {
            LOG.error("a request for {} failed", next.path(), e);
            next.reply(JsonError.reply(500, "UNCATEGORIZED", "the node failed to handle this request"));
        }
        if (phase == Phase.ANSWER) {
            context().channel().config().setAutoRead(false);
        }
    }

    // -- answers

    /** Answers a request that will not be read to its end, and closes. */
    private void refuse(int status, String code, String message) {
        phase = Phase.CLOSED;
        disarm();
        HttpReply reply = JsonError.reply(status, code, message);
        ChannelFuture writing = context().writeAndFlush(response(reply, false, false));
        @SuppressWarnings("unused") // the same future again
        ChannelFuture same = writing.addListener(done -> linger());
    }

    /** Lets a client that is still sending read the answer: closing with its bytes unread would discard it. */
    private void linger() {
        if (context().channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            @SuppressWarnings("unused") // the deadline closes in any case
            ChannelFuture half = duplex.shutdownOutput();
            arm(LINGER_MILLIS);
        } else {
            close();
        }
    }

    /** Any thread. */
    void reply(HttpExchange to, HttpReply reply) {
        ChannelHandlerContext here = context();
        if (here.executor().inEventLoop()) {
            replyNow(to, reply);
        } else {
            here.executor().execute(() -> replyNow(to, reply));
        }
    }

    private void replyNow(HttpExchange to, HttpReply reply) {
        HttpRequest head = request;
        if (phase != Phase.ANSWER || !to.equals(exchange) || head == null) {
            return;
        }
        boolean keepAlive = HttpUtil.isKeepAlive(head);
        writeOut(response(reply, keepAlive, to.method().equals("HEAD")), !keepAlive);
        context().flush();
        exchange = null;
        request = null;
        if (!keepAlive) {
            phase = Phase.CLOSED;
            disarm();
            return;
        }
        phase = Phase.HEAD;
        arm(limits.idleMillis());
        takeWaiting();
    }

    private void takeWaiting() {
        if (taking) {
            return; // a request among those waiting was answered at once; the loop below goes on
        }
        taking = true;
        while (phase != Phase.ANSWER && !waiting.isEmpty()) {
            take(waiting.remove());
        }
        taking = false;
        if (phase != Phase.ANSWER) {
            context().channel().config().setAutoRead(true);
        }
    }

    private static HttpResponse response(HttpReply reply, boolean keepAlive, boolean headOnly) {
        ByteBuf content = headOnly
                ? Unpooled.EMPTY_BUFFER
                : Unpooled.wrappedBuffer(reply.body().asByteBuffer());
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

    /** Any thread. */
    HttpStream stream(HttpExchange to, String contentType, Runnable closed) {
        Stream stream = new Stream();
        stream.execute(() -> {
            if (phase != Phase.ANSWER || !to.equals(exchange)) {
                closed.run();
                return;
            }
            phase = Phase.STREAM;
            arm(HttpStream.IDLE_MILLIS);
            onClosed = closed;
            DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            head.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
            head.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            writeOut(head, false);
            context().flush();
            // Reading goes on only to learn of the end; what arrives is dropped.
            takeWaiting();
        });
        return stream;
    }

    private final class Stream implements HttpStream {
        @Override
        public void execute(Runnable action) {
            context().executor().execute(action);
        }

        @Override
        public boolean writable() {
            return phase == Phase.STREAM && context().channel().isWritable();
        }

        @Override
        public void onWritable(Runnable listener) {
            onWritable = listener;
        }

        @Override
        public void onIdle(Runnable listener) {
            onIdle = listener;
        }

        @Override
        public void write(Bytes piece) {
            if (phase == Phase.STREAM) {
                writeOut(new DefaultHttpContent(Unpooled.wrappedBuffer(piece.asByteBuffer())), false);
            }
        }

        @Override
        public void flush() {
            context().flush();
        }

        @Override
        public void end() {
            if (phase == Phase.STREAM) {
                phase = Phase.CLOSED;
                writeOut(LastHttpContent.EMPTY_LAST_CONTENT, true);
                context().flush();
            }
        }
    }

    private void writeOut(Object message, boolean thenClose) {
        ChannelFuture writing = context().write(message);
        @SuppressWarnings("unused") // the same future again
        ChannelFuture same = writing.addListener(done -> {
            if (thenClose || !done.isSuccess()) {
                close();
            }
        });
    }

    // -- the end, and deadlines

    private void close() {
        @SuppressWarnings("unused") // channelInactive tells
        ChannelFuture closing = context().channel().close();
    }

    /**
     * The server that owns the port writes commands of its own kind to every connection when it shuts down. Here they
     * mean the end.
     */
    @Override
    public void write(ChannelHandlerContext unused, Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.setSuccess();
        close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext here) {
        if (here.channel().isWritable()) {
            onWritable.run();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext here) {
        phase = Phase.CLOSED;
        disarm();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        Runnable closed = onClosed;
        onClosed = () -> {};
        closed.run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext here, Throwable cause) {
        LOG.debug("a connection for HTTP failed", cause);
        close();
    }

    /** The client alone decides how long it waits for this answer. Any thread. */
    void waitWithoutLimit(HttpExchange waiting) {
        context().executor().execute(() -> {
            if (phase == Phase.ANSWER && exchange == waiting) {
                disarm();
            }
        });
    }

    private void arm(int millis) {
        disarm();
        deadline = context().executor().schedule(this::expired, millis, TimeUnit.MILLISECONDS);
    }

    private void disarm() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void expired() {
        switch (phase) {
            case HEAD, CLOSED -> close();
            case BODY -> refuse(408, "CONNECTION_TIMEOUT", "the body did not arrive in time; nothing was changed");
            case ANSWER -> {
                HttpExchange late = exchange;
                if (late != null) {
                    late.reply(JsonError.reply(
                            503,
                            "CONNECTION_TIMEOUT",
                            "no answer within " + limits.answerMillis() + " ms; a write may still be applied later"));
                }
            }
            case STREAM -> {
                onIdle.run();
                arm(HttpStream.IDLE_MILLIS);
            }
        }
    }
}
