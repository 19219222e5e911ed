package io.dengine.server.grpc;

import io.dengine.call.Problem;

/** The gRPC status of each problem, for tests of other packages. */
public final class GrpcStatus {
    private GrpcStatus() {}

    public static String of(Problem problem) {
        return Failures.statusOf(problem).getCode().name();
    }
}
