package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.server.memory.ChannelMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketAddress;
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
 * <p>While a request is being answered nothing more is read. Messages that the decoder had already produced by then
 * wait in a queue, which is bounded by one read buffer.
 */
public final class HttpConnection extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private static final int LINGER_MILLIS = 1_000;

    /** The number of consecutive idle intervals in which a client may read nothing of a stream. */
    private static final int MAX_STALLS = 4;

    private enum Phase {
        HEAD,
        BODY,
        ANSWER,
        STREAM,
        CLOSED
    }

    private final HttpHandler handler;
    private final HttpLimits limits;
    private final HeadCheck check;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private Phase phase = Phase.HEAD;
    private boolean taking;
    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpMemory memory;
    private @Nullable HttpRequest request;
    private @Nullable HttpExchange exchange;
    private BytesWriter body = new BytesWriter(0);
    private @Nullable ScheduledFuture<?> deadline;
    /** The bytes that were written and not yet taken by the client when the deadline was set. */
    private long unsentBytes;

    private int stalls;
    private Runnable onClosed = () -> {};
    private Runnable onWritable = () -> {};
    private Runnable onIdle = () -> {};

    private HttpConnection(HttpHandler handler, HttpLimits limits) {
        this.handler = handler;
        this.limits = limits;
        this.check = new HeadCheck(limits);
    }

    /** Appends the handlers of an HTTP connection. */
    public static void addTo(ChannelPipeline pipeline, HttpHandler handler, HttpLimits limits) {
        pipeline.addLast(new HttpResponseEncoder(), new RequestDecoder(limits), new HttpConnection(handler, limits));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
        memory = new HttpMemory(newContext.channel());
        arm(limits.headMillis());
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext present = context;
        if (present == null) {
            throw new IllegalStateException("not part of a pipeline");
        }
        return present;
    }

    private HttpMemory memory() {
        HttpMemory present = memory;
        if (present == null) {
            throw new IllegalStateException("not part of a pipeline");
        }
        return present;
    }

    private boolean hasRoom() {
        return context().channel().isWritable();
    }

    // -- requests

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        if (!mayTake() || !waiting.isEmpty()) {
            waiting.add(message);
            if (phase != Phase.CLOSED && !memory().readsAhead(waiting.size())) {
                if (phase == Phase.ANSWER) {
                    close(); // the pending request must not be answered as if it had changed nothing
                } else {
                    refuse(HeadCheck.NO_ROOM);
                    takeWaiting();
                }
            }
            return;
        }
        take(message);
    }

    /** Returns false while a request is being answered, and while the client leaves earlier answers unread. */
    private boolean mayTake() {
        return switch (phase) {
            case ANSWER -> false;
            case HEAD, BODY -> hasRoom();
            case STREAM, CLOSED -> true;
        };
    }

    private void take(Object message) {
        try {
            if (phase == Phase.HEAD && message instanceof HttpRequest head) {
                begin(head);
            }
            if (phase == Phase.BODY && message instanceof HttpContent content) {
                collect(content);
            }
            // Anything else is the rest of a request that was refused, or input during a stream, which is ignored.
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest head) {
        request = head;
        HeadCheck.Refused refused = check.undecoded(head);
        if (refused == null) {
            refused = check.objection(head);
        }
        if (refused != null) {
            refuse(refused);
            return;
        }
        if (HttpUtil.is100ContinueExpected(head)) {
            writeOut(Responses.goOn(), false);
            context().flush();
        }
        phase = Phase.BODY;
        arm(limits.bodyMillis());
    }

    private void collect(HttpContent content) {
        HeadCheck.Refused refused = check.undecoded(content);
        ByteBuf part = content.content();
        if (refused == null && part.readableBytes() > limits.maxBodyBytes() - body.size()) {
            refused = check.tooLarge();
        }
        if (refused != null) {
            refuse(refused);
            return;
        }
        if (part.isReadable()) {
            if (!memory().collects(body.size() + (long) part.readableBytes())) {
                refuse(HeadCheck.NO_ROOM);
                return;
            }
            byte[] copy = new byte[part.readableBytes()];
            part.readBytes(copy);
            body.writeRaw(Bytes.wrap(copy));
        }
        if (content instanceof LastHttpContent) {
            dispatch();
        }
    }

    private void dispatch() {
        HttpRequest head = request;
        if (head == null) {
            return;
        }
        if (!memory().parses(body.size())) {
            refuse(HeadCheck.NO_ROOM);
            return;
        }
        phase = Phase.ANSWER;
        arm(limits.answerMillis());
        HttpExchange next = new HttpExchange(this, head, body.toBytes(), memory().answer());
        body = new BytesWriter(0);
        exchange = next;
        try {
            handler.handle(next);
        } catch (RuntimeException e) {
            LOG.error("a request for {} failed", next.path(), e);
            next.reply(JsonError.reply(500, "UNCATEGORIZED", "the node failed to handle this request"));
        }
        memory().keeps(next.body().length());
        if (phase == Phase.ANSWER) {
            context().channel().config().setAutoRead(false);
        }
    }

    // -- answers

    /** Answers a request without reading the rest of it, and closes the connection. */
    private void refuse(HeadCheck.Refused refused) {
        phase = Phase.CLOSED;
        disarm();
        body = new BytesWriter(0);
        memory().keeps(0);
        Object head = request == null ? waiting.peek() : request;
        ChannelFuture writing = context().writeAndFlush(Responses.whole(refused.reply(), false, head));
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

    /** Sends the reply. Any thread. */
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
        memory().keeps(0);
        boolean room = !Responses.hasBody(head)
                || memory().writes(context().channel(), reply.body().length());
        to.memory().close();
        writeOut(Responses.whole(room ? reply : Responses.noRoom(), keepAlive, head), !keepAlive);
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
        while (mayTake() && !waiting.isEmpty()) {
            take(waiting.remove());
        }
        memory().readsAhead(waiting.size());
        taking = false;
        if (mayTake()) {
            context().channel().config().setAutoRead(true);
        }
    }

    /** Starts a stream as the answer. Any thread. */
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
            writeOut(Responses.stream(contentType, to.takesChunks()), false);
            context().flush();
            // Reading goes on only to notice the end of the connection; input is dropped.
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
            if (phase != Phase.STREAM) {
                return;
            }
            if (memory().writes(context().channel(), piece.length())) {
                writeOut(new DefaultHttpContent(Unpooled.wrappedBuffer(piece.asByteBuffer())), false);
            } else {
                close(); // the client sees that the answer has no end
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
            memory().written(context().channel());
            if (thenClose || !done.isSuccess()) {
                close();
            }
        });
    }

    // -- the end, and deadlines

    private void close() {
        @SuppressWarnings("unused") // channelInactive reports the end
        ChannelFuture closing = context().channel().close();
    }

    /**
     * Closes the connection. The gRPC server that owns the port writes commands of its own to every connection when it
     * shuts down; here they have no other meaning.
     */
    @Override
    public void write(ChannelHandlerContext unused, Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.setSuccess();
        close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext here) {
        if (hasRoom()) {
            onWritable.run();
            takeWaiting();
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
        if (cause instanceof DecoderException && phase == Phase.HEAD && hasRoom()) {
            refuse(HeadCheck.malformed());
        } else {
            close();
        }
    }

    SocketAddress remoteAddress() {
        return context().channel().remoteAddress();
    }

    boolean isEncrypted() {
        return context().pipeline().get(SslHandler.class) != null;
    }

    /** Runs {@code task} on the event loop. Any thread. */
    void execute(Runnable task) {
        context().executor().execute(task);
    }

    /** Removes the deadline of this answer: only the client limits how long it waits. Any thread. */
    void waitWithoutLimit(HttpExchange waiting) {
        context().executor().execute(() -> {
            if (phase == Phase.ANSWER && exchange == waiting) {
                disarm();
            }
        });
    }

    private void arm(int millis) {
        disarm();
        unsentBytes = ChannelMemory.unsentBytes(context().channel());
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
            case HEAD -> {
                if (isRead()) {
                    arm(limits.idleMillis());
                } else {
                    close();
                }
            }
            case CLOSED -> close();
            case BODY -> refuse(HeadCheck.LATE);
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
                stalls = hasRoom() || isRead() ? 0 : stalls + 1;
                if (stalls == MAX_STALLS) {
                    close(); // a client that reads nothing
                } else {
                    onIdle.run();
                    arm(HttpStream.IDLE_MILLIS);
                }
            }
        }
    }

    /** Returns whether the client has taken some of the unsent bytes since the deadline was set. */
    private boolean isRead() {
        return ChannelMemory.unsentBytes(context().channel()) < unsentBytes;
    }
}
