package io.dengine.server.grpc;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;

/**
 * Compresses replies to clients that send compressed requests. Most clients announce that they understand compressed
 * replies, but only those that compress have asked for less traffic at the price of more work.
 */
final class ReplyCompression implements ServerInterceptor {
    private static final Metadata.Key<String> ENCODING =
            Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);
    private static final String GZIP = "gzip";

    private ReplyCompression() {}

    /** Returns the same service, with replies compressed as the requests were. */
    static BindableService of(BindableService service) {
        return () -> ServerInterceptors.intercept(service, new ReplyCompression());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (GZIP.equals(headers.get(ENCODING))) {
            call.setCompression(GZIP);
        }
        return next.startCall(call, headers);
    }
}
