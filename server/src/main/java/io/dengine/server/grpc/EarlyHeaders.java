package io.dengine.server.grpc;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;

/**
 * Sends the headers of a stream once the service has set it up, instead of with the first message.
 *
 * <p>Some clients do not return a stream before its headers arrive, and time out if that takes long; a watch may have
 * no message to send for hours. To other clients, the headers mean that they receive all changes from now on. A stream
 * that the service refused is closed by then, and gets no headers.
 */
final class EarlyHeaders implements ServerInterceptor {
    private static final Context.Key<Headers> KEY = Context.key("d-engine-headers");

    /** The headers of a stream. Safe for use by any thread. */
    interface Headers {
        /** Keeps the headers until {@link #send}, or until the first message. For the thread of the call. */
        void holdBack();

        /** Sends the headers, unless they were sent. */
        void send();
    }

    private EarlyHeaders() {}

    /** Returns the headers of the stream that the current thread sets up. */
    static Headers ofCurrentCall() {
        return KEY.get();
    }

    /** Returns the same service with early headers on its server streams. */
    static BindableService of(BindableService service) {
        return () -> ServerInterceptors.intercept(service, new EarlyHeaders());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (call.getMethodDescriptor().getType() != MethodType.SERVER_STREAMING) {
            return next.startCall(call, headers);
        }
        OneHeaderCall<Q, A> stream = new OneHeaderCall<>(call);
        return new SimpleForwardingServerCallListener<>(
                Contexts.interceptCall(Context.current().withValue(KEY, stream), stream, headers, next)) {
            @Override
            public void onHalfClose() {
                super.onHalfClose();
                stream.sendUnlessHeldBack();
            }
        };
    }

    /** Lets headers pass once, and none after the end. Synchronized because another thread sends the messages. */
    private static final class OneHeaderCall<Q, A> extends SimpleForwardingServerCall<Q, A> implements Headers {
        private boolean past;
        private boolean heldBack;

        OneHeaderCall(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public synchronized void holdBack() {
            heldBack = true;
        }

        @Override
        public void send() {
            sendHeaders(new Metadata());
        }

        synchronized void sendUnlessHeldBack() {
            if (!heldBack) {
                send();
            }
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!past) {
                past = true;
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            past = true;
            super.close(status, trailers);
        }
    }
}
