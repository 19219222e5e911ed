package io.dengine.server.grpc;

import com.google.protobuf.MessageLite;
import io.dengine.call.WatchRoom;
import io.dengine.server.memory.MemoryAccount;
import io.dengine.server.memory.Reservation;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one gRPC call: its request while it arrives, and the answers that the client has not read.
 *
 * <p>gRPC reports each piece that arrives to a tracer, and the call and its answers to an interceptor. Both find this
 * object in the context of the call.
 */
public final class StreamMemory extends ServerStreamTracer {
    /** The memory of a call before any piece of it has arrived. Answers up to this size are not counted. */
    private static final long CALL_BYTES = 2 << 10;

    /** The overhead of each piece, however short it is. */
    private static final long PIECE_BYTES = 128;

    /** The bytes that gRPC buffers of an answer before it reports that the client does not keep up. */
    private static final long READY_BYTES = 32 << 10;

    /** The same for a call with many answers. Charged with the call; further items wait where they are counted. */
    private static final int STREAM_READY_BYTES = 4 << 10;

    private static final Context.Key<StreamMemory> KEY = Context.key("d-engine-stream-memory");

    private final long begunNanos = System.nanoTime();
    private volatile @Nullable GrpcConnection connection;
    private @Nullable Reservation request;
    private volatile @Nullable Reservation answers;
    /** The rows that a read has found, until they are encoded. */
    private volatile @Nullable Reservation rows;

    private @Nullable ServerCall<?, ?> call;
    private volatile long readyBytes = READY_BYTES;

    /**
     * The fate of the request, decided once. Guarded by this: it arrives on the event loop and is handled on other
     * threads.
     */
    private Fate fate = Fate.OPEN;

    private enum Fate {
        OPEN,
        /** Its handler has received it. */
        HANDED_OVER,
        /** It was answered without its handler, which must never receive it: the answer says that nothing was done. */
        REFUSED
    }

    private StreamMemory() {}

    /** Returns a factory of tracers, one tracer for each call. */
    public static ServerStreamTracer.Factory tracers() {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new StreamMemory();
            }
        };
    }

    /** Returns an interceptor that refuses calls for which there is no memory. */
    public static ServerInterceptor interceptor() {
        return new Guard();
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    // ---- the event loop

    long begunNanos() {
        return begunNanos;
    }

    private boolean begin(GrpcConnection of, ServerCall<?, ?> newCall, Metadata headers) {
        connection = of;
        call = newCall;
        long bytes = CALL_BYTES;
        if (!newCall.getMethodDescriptor().getType().serverSendsOneMessage()) {
            newCall.setOnReadyThreshold(STREAM_READY_BYTES);
            readyBytes = 0;
            bytes += STREAM_READY_BYTES;
        }
        for (byte[] part : InternalMetadata.serialize(headers)) {
            bytes += part.length;
        }
        Reservation room = of.account().reservation();
        request = room;
        answers = of.account().reservation();
        rows = of.account().reservation();
        of.arrives(this);
        return room.resize(bytes);
    }

    @Override
    public void inboundWireSize(long bytes) {
        Reservation room = request;
        if (room != null && !room.resize(room.bytes() + bytes + PIECE_BYTES)) {
            end(Status.RESOURCE_EXHAUSTED.withDescription(
                    "Nothing was done: this node has no memory left for requests of this size; try again later"));
        }
    }

    void endLate() {
        end(Status.DEADLINE_EXCEEDED.withDescription("Nothing was done: the request did not arrive in time"));
    }

    private void end(Status status) {
        ServerCall<?, ?> ended = call;
        if (ended != null) {
            call = null;
            arrived();
            if (decide(Fate.REFUSED)) {
                ended.close(status, new Metadata());
            }
        }
    }

    /** Decides the fate of the request. Returns false if another fate was decided before. */
    private synchronized boolean decide(Fate wanted) {
        if (fate == Fate.OPEN) {
            fate = wanted;
        }
        return fate == wanted;
    }

    private synchronized boolean isRefused() {
        return fate == Fate.REFUSED;
    }

    private void arrived() {
        GrpcConnection of = connection;
        if (of != null) {
            of.arrived(this);
        }
    }

    @Override
    public void streamClosed(Status status) {
        if (request != null) {
            request.close();
        }
        close(answers);
        close(rows);
    }

    private static void close(@Nullable Reservation room) {
        if (room != null) {
            room.close();
        }
    }

    // ---- any thread

    /** Returns the room for the items that wait for the watch that is the current call. */
    static WatchRoom watch() {
        StreamMemory present = KEY.get();
        GrpcConnection of = present == null ? null : present.connection;
        return of == null ? WatchRoom.UNBOUNDED : of.account().watch();
    }

    /** Returns the memory of the rows that the current call reads; whoever has encoded them sets it to 0. */
    static Reservation rows() {
        StreamMemory present = KEY.get();
        Reservation room = present == null ? null : present.rows;
        return room == null ? MemoryAccount.unlimited().reservation() : room;
    }

    /** Returns whether there is memory for an answer besides those that the client has not read. */
    private boolean mayAnswer(Object message, boolean ready) {
        Reservation room = answers;
        if (room == null || !(message instanceof MessageLite encoded)) {
            return true;
        }
        long size = encoded.getSerializedSize();
        return size <= CALL_BYTES || room.resize((ready ? readyBytes : room.bytes()) + size);
    }

    private static final class Guard implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            StreamMemory memory = KEY.get();
            GrpcConnection connection = GrpcConnection.of(call);
            if (memory == null || connection == null) {
                return next.startCall(call, headers);
            }
            GuardedCall<Q, A> guarded = new GuardedCall<>(call, memory);
            if (!memory.begin(connection, guarded, headers)) {
                memory.end(Status.RESOURCE_EXHAUSTED.withDescription(
                        "Nothing was done: this node has no memory left for more calls; try again later"));
                return new ServerCall.Listener<>() {};
            }
            return new SimpleForwardingServerCallListener<>(next.startCall(guarded, headers)) {
                // gRPC delivers messages of a call that was refused while its request arrived.
                @Override
                public void onMessage(Q message) {
                    if (!memory.isRefused()) {
                        super.onMessage(message);
                    }
                }

                @Override
                public void onHalfClose() {
                    memory.arrived();
                    if (memory.decide(Fate.HANDED_OVER)) {
                        super.onHalfClose();
                    }
                }

                @Override
                public void onCancel() {
                    memory.arrived();
                    super.onCancel();
                }
            };
        }
    }

    /** A call that is closed only once, and that refuses answers for which there is no memory. */
    private static final class GuardedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final StreamMemory memory;
        private boolean closed;

        GuardedCall(ServerCall<Q, A> call, StreamMemory memory) {
            super(call);
            this.memory = memory;
        }

        @Override
        public synchronized void sendMessage(A message) {
            if (closed) {
                return;
            }
            if (memory.mayAnswer(message, isReady())) {
                super.sendMessage(message);
            } else {
                close(
                        Status.RESOURCE_EXHAUSTED.withDescription(
                                "Nothing was answered: this node has no memory left for an answer of this size; ask for"
                                        + " less at a time, or later"),
                        new Metadata());
            }
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!closed) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (!closed) {
                closed = true;
                super.close(status, trailers);
            }
        }
    }
}
