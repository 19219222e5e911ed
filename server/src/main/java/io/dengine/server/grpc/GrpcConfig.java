package io.dengine.server.grpc;

import io.dengine.api.ReadLevel;

/**
 * The settings of the gRPC services.
 *
 * @param defaultLevel for reads that name none
 * @param clientsChooseLevel whether reads may name one
 * @param maxScanRows the maximum number of rows of one scan; a larger scan without a limit fails instead of being
 *     truncated
 */
public record GrpcConfig(ReadLevel defaultLevel, boolean clientsChooseLevel, int maxScanRows) {
    public GrpcConfig {
        if (maxScanRows < 1) {
            throw new IllegalArgumentException("maxScanRows must be positive, not " + maxScanRows);
        }
    }
}
