package io.dengine.server.call;

import io.dengine.api.Rows;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Frames;
import io.dengine.call.NodeFrame;
import io.dengine.server.memory.ChannelMemory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The output of a connection. Frames are collected, and written once for each batch of input.
 *
 * <p>Owned by the event loop, except {@link #arrived}, {@link #arrivedLater} and {@link #execute}.
 */
final class CallOutlet {
    private static final WriteBufferWaterMark ROOM = new WriteBufferWaterMark(512 << 10, 2 << 20);

    /** Output is written in buffers of about this size. An array of twice this size is humongous in a small heap. */
    private static final int PIECE_BYTES = 256 << 10;

    private static final int KEPT_BYTES = 1 << 20;

    /** The time that a client has to read the last frame. */
    private static final int LAST_MILLIS = 1_000;

    private final ChannelHandlerContext context;
    private final EventExecutor loop;
    private final long maxUnsentBytes;
    private final CallMemory memory;
    private final Backlog backlog;
    private final Consumer<Arrival> taker;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean called = new AtomicBoolean();
    private final Runnable takeAll = this::takeAll;
    private final Runnable flushScheduled = this::flushScheduled;

    private BytesWriter out = new BytesWriter(4096);
    /** True while input is read: the output is written at the end of the batch. */
    private boolean inBatch;

    private boolean scheduled;
    private long unsentBytes;
    private long progressNanos = System.nanoTime();

    /** @param taker handles the messages of other threads, on the event loop */
    CallOutlet(ChannelHandlerContext context, long maxUnsentBytes, Consumer<Arrival> taker) {
        this.context = context;
        this.loop = context.executor();
        this.maxUnsentBytes = maxUnsentBytes;
        this.memory = new CallMemory(context.channel());
        this.backlog = new Backlog(context);
        this.taker = taker;
        context.channel().config().setWriteBufferWaterMark(ROOM);
    }

    // ---- any thread

    Channel channel() {
        return context.channel();
    }

    /** Passes a message to the event loop. The event loop is woken once for all messages since it last looked. */
    void arrived(Arrival arrival) {
        if (loop.inEventLoop()) {
            taker.accept(arrival);
            flushSoon();
        } else {
            arrivedLater(arrival);
        }
    }

    /** As {@link #arrived}, but the event loop too handles the message only after its current work. */
    void arrivedLater(Arrival arrival) {
        arrivals.add(arrival);
        if (called.compareAndSet(false, true)) {
            execute(takeAll);
        }
    }

    void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            arrivals.clear(); // the event loop has ended, and with it the connection
        }
    }

    void close() {
        var unused = context.channel().close(); // channelInactive reports the end
    }

    // ---- the event loop

    private void takeAll() {
        called.set(false);
        Arrival arrival;
        while ((arrival = arrivals.poll()) != null) {
            taker.accept(arrival);
        }
        flush();
    }

    /** Returns whether the client reads what it is sent. If not, its further requests wait. */
    boolean hasRoom() {
        return context.channel().isWritable();
    }

    void beginBatch() {
        inBatch = true;
    }

    void endBatch() {
        inBatch = false;
        flush();
    }

    CallMemory memory() {
        return memory;
    }

    /** Appends a frame. Returns false, without sending it, if there is no memory for it. */
    boolean write(NodeFrame frame) {
        int start = out.size();
        out.writeInt(0);
        frame.writeTo(out);
        return endFrame(start, 0);
    }

    /**
     * Appends the answer to a read, whose rows it takes from {@code rows}. Returns false, without sending it, if there
     * is no memory for it.
     */
    boolean write(long id, Rows found, EncodedRows rows) {
        int start = out.size();
        out.writeInt(0);
        NodeFrame.Answered.writeHead(out, id, found, rows.count());
        if (!endFrame(start, rows.bytes())) {
            return false;
        }
        List<ByteBuf> pieces = rows.takePieces();
        if (!pieces.isEmpty()) {
            writePiece();
            pieces.forEach(backlog::write);
            closeIfTooMuchIsUnsent();
        }
        rows.writeRest(out);
        writeFullPiece();
        return true;
    }

    /** @param moreBytes the size of what the frame contains beside what was appended */
    private boolean endFrame(int start, long moreBytes) {
        if (!memory.writes(notWritten() + moreBytes)) {
            out.truncate(start);
            return false;
        }
        out.setInt(start, Math.toIntExact(out.size() - start - Frames.LENGTH_BYTES + moreBytes));
        writeFullPiece();
        return true;
    }

    /** Returns the memory of what was not written to the channel yet. */
    private long notWritten() {
        return backlog.bytes() + out.size();
    }

    private void writeFullPiece() {
        if (out.size() >= PIECE_BYTES) {
            writePiece();
        }
    }

    /** Sends a frame that must not be left out: closes the connection if there is no memory for it. */
    void send(NodeFrame frame) {
        if (!write(frame)) {
            close();
        }
    }

    private void writePiece() {
        ByteBuf piece = context.alloc().buffer(out.size());
        piece.writeBytes(out.array(), 0, out.size());
        if (out.array().length > KEPT_BYTES) {
            out = new BytesWriter(4096);
        }
        out.clear();
        backlog.write(piece);
        closeIfTooMuchIsUnsent();
    }

    private void closeIfTooMuchIsUnsent() {
        if (unsent() > maxUnsentBytes) {
            close();
        }
    }

    void flush() {
        backlog.drain();
        if (out.size() > 0 && backlog.isEmpty()) {
            writePiece();
        }
        context.flush();
        memory.written(notWritten());
    }

    /** Goes on with the frames that waited, if there is room for more of them now. */
    void goOn() {
        if (!backlog.isEmpty() && hasRoom()) {
            flush();
        }
    }

    /** Drops what was not written: the connection is closed. */
    void closed() {
        backlog.close();
    }

    private void flushSoon() {
        if (!inBatch && !scheduled) {
            scheduled = true;
            execute(flushScheduled);
        }
    }

    private void flushScheduled() {
        scheduled = false;
        flush();
    }

    /** Writes a last frame and closes the connection; closes it at once if the client does not read. */
    void writeLast(NodeFrame frame) {
        if (!hasRoom() || !write(frame)) {
            close();
            return;
        }
        var late = loop.schedule(this::close, LAST_MILLIS, TimeUnit.MILLISECONDS);
        if (out.size() > 0) {
            writePiece();
        }
        // channelInactive reports the end.
        var unused = context.writeAndFlush(context.alloc().buffer(0)).addListener(done -> {
            late.cancel(false);
            close();
        });
    }

    /** Returns the time in nanoseconds for which none of the unsent bytes was taken, or 0 if there is room. */
    long stalledNanos(long nowNanos) {
        long unsent = unsent();
        if (hasRoom() || unsent < unsentBytes) {
            progressNanos = nowNanos;
        }
        unsentBytes = unsent;
        return nowNanos - progressNanos;
    }

    private long unsent() {
        return ChannelMemory.unsentBytes(context.channel()) + backlog.bytes();
    }
}
