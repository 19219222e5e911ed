package io.dengine.server.grpc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.ReadLevel;
import io.dengine.server.access.AdminAccess;
import io.dengine.wire.cluster.ClusterConfChangeRequest;
import io.dengine.wire.cluster.ClusterManagementServiceGrpc;
import io.dengine.wire.cluster.ClusterManagementServiceGrpc.ClusterManagementServiceBlockingStub;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminGuardTest {
    private final GrpcNode node = new GrpcNode(
            new GrpcConfig(ReadLevel.LINEARIZABLE, true, 5),
            new AdminAccess(AdminAccess.Mode.LOOPBACK, null, AdminAccess.Listener.NONE));

    AdminGuardTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    private ClusterManagementServiceBlockingStub client() {
        return ClusterManagementServiceGrpc.newBlockingStub(node.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-forwarded-for", "forwarded"})
    void whatAProxyOnThisMachinePassesOnIsNotLocal(String header) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), "for=192.0.2.43");
        ClusterManagementServiceBlockingStub passedOn =
                client().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
        assertThatThrownBy(() -> passedOn.updateClusterConf(ClusterConfChangeRequest.getDefaultInstance()))
                .hasMessageContaining("PERMISSION_DENIED");
    }

    @Test
    void whoAsksFromThisMachineIsLetIn() {
        assertThatThrownBy(() -> client().updateClusterConf(ClusterConfChangeRequest.getDefaultInstance()))
                .as("it says nothing that could be done")
                .hasMessageContaining("INVALID_ARGUMENT");
    }
}
