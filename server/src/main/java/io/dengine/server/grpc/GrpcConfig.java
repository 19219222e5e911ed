package io.dengine.server.grpc;

import io.dengine.server.api.ReadPolicy;

/**
 * The settings of the gRPC services.
 *
 * @param defaultPolicy for reads that name none
 * @param clientsChoosePolicy whether reads may name one
 * @param maxScanRows the maximum number of rows of one scan; a larger scan without a limit fails instead of being
 *     truncated
 */
public record GrpcConfig(ReadPolicy defaultPolicy, boolean clientsChoosePolicy, int maxScanRows) {
    public GrpcConfig {
        if (maxScanRows < 1) {
            throw new IllegalArgumentException("maxScanRows must be positive, not " + maxScanRows);
        }
    }
}
