package io.dengine.server.grpc;

import io.grpc.BindableService;
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
 * <p>Some clients do not hand out a stream before its headers are there, and give up when that takes too long; a watch
 * may have nothing to tell for hours. To the others, headers say that changes from now on will be told. A stream that
 * the service refused has ended by then, and gets none.
 */
final class EarlyHeaders implements ServerInterceptor {
    private EarlyHeaders() {}

    /** The same service, with early headers on its server streams. */
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
        return new SimpleForwardingServerCallListener<>(next.startCall(stream, headers)) {
            @Override
            public void onHalfClose() {
                super.onHalfClose();
                stream.sendHeadersEarly();
            }
        };
    }

    /** Lets headers pass once, and none after the end: whoever sends messages runs on another thread. */
    private static final class OneHeaderCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private boolean past;

        OneHeaderCall(ServerCall<Q, A> call) {
            super(call);
        }

        void sendHeadersEarly() {
            sendHeaders(new Metadata());
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
