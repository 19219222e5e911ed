package io.dengine.server.grpc;

import io.dengine.server.access.AdminAccess;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An interceptor that accepts membership changes only from callers that {@link AdminAccess} allows. */
final class AdminGuard implements ServerInterceptor {
    private static final Set<String> CHANGES = Set.of("JoinCluster", "UpdateClusterConf");

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final List<Metadata.Key<String>> PASSED_ON = AdminAccess.PASSED_ON.stream()
            .map(name -> Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))
            .toList();

    private final AdminAccess access;

    private AdminGuard(AdminAccess access) {
        this.access = access;
    }

    /** Returns the same service with its membership changes guarded. */
    static BindableService of(BindableService service, AdminAccess access) {
        return () -> ServerInterceptors.intercept(service, new AdminGuard(access));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getBareMethodName();
        if (method == null || !CHANGES.contains(method)) {
            return next.startCall(call, headers);
        }
        AdminAccess.Caller caller = new AdminAccess.Caller(
                addressOf(call), PASSED_ON.stream().anyMatch(headers::containsKey), headers.get(AUTHORIZATION));
        String objection = access.objection("gRPC " + method, caller);
        if (objection == null) {
            return next.startCall(call, headers);
        }
        call.close(Status.PERMISSION_DENIED.withDescription(objection), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static SocketAddress addressOf(ServerCall<?, ?> call) {
        GrpcConnection connection = GrpcConnection.of(call);
        @Nullable
        SocketAddress address = connection == null
                ? call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
                : connection.remoteAddress();
        return address == null ? InetSocketAddress.createUnresolved("unknown", 0) : address;
    }
}
