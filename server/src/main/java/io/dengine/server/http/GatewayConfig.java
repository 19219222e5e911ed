package io.dengine.server.http;

import io.dengine.api.ReadLevel;
import io.dengine.server.access.AdminAccess;
import java.util.Set;

/**
 * The settings of the JSON interface.
 *
 * @param version the version that {@code /version} returns
 * @param defaultLevel for reads that name none
 * @param clientsChooseLevel whether reads may name one
 * @param maxKeyBytes the longest key
 * @param maxValueBytes the longest value
 * @param maxScanRows the most rows of one scan
 * @param allowedHosts names of this node besides its addresses, in lower case
 * @param admin decides who may send operators' requests
 */
public record GatewayConfig(
        String version,
        ReadLevel defaultLevel,
        boolean clientsChooseLevel,
        int maxKeyBytes,
        int maxValueBytes,
        int maxScanRows,
        Set<String> allowedHosts,
        AdminAccess admin) {
    public GatewayConfig {
        allowedHosts = Set.copyOf(allowedHosts);
    }
}
