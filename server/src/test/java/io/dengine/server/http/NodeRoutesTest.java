package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.CoreStatus;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.port.Room;
import io.dengine.node.NodeState;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeRoutesTest {
    private GatewayServer server;

    @BeforeEach
    void start() throws InterruptedException {
        server = new GatewayServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aNodeThatCannotConfirmReadsIsNotReady() throws IOException {
        server.fake.tell(new NodeState(1, new CoreStatus(CoreStatus.RoleName.FOLLOWER, 4, 2, false), 1, 1, 1));
        assertThat(server.get("/readyz").status()).isEqualTo(200);
        server.fake.failWith(new RefusedException(Refusal.READ_TIMEOUT, 2, "no quorum"));
        assertThat(server.get("/readyz").status()).isEqualTo(503);
        assertThat(server.get("/readyz").body()).contains("\"status\":\"not ready\"");
    }

    @Test
    void loadBalancersFindThePrimary() throws IOException {
        assertThat(server.get("/primary").status()).isEqualTo(200);
        assertThat(server.get("/replica").status()).isEqualTo(503);
        GatewayServer.Answer head = server.request("HEAD", "/primary", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        server.fake.tell(new NodeState(1, new CoreStatus(CoreStatus.RoleName.FOLLOWER, 4, 2, false), 1, 1, 1));
        assertThat(server.get("/primary").status()).isEqualTo(503);
        assertThat(server.get("/replica").status()).isEqualTo(200);
        assertThat(server.get("/readyz").status()).isEqualTo(200);
        server.fake.tell(new NodeState(1, new CoreStatus(CoreStatus.RoleName.CANDIDATE, 4, 0, false), 1, 1, 1));
        assertThat(server.get("/health").status()).isEqualTo(503);
        assertThat(server.get("/readyz").status()).isEqualTo(503);
        assertThat(server.get("/livez").status()).isEqualTo(200);
    }

    @Test
    void aNodeWhoseDiskIsNearlyFullSaysSoWhereItIsLookedAt() throws IOException {
        Room room = new Room(Room.Level.SHORT, 5 << 20, 6 << 20);
        CoreStatus leads = new CoreStatus(CoreStatus.RoleName.LEADER, 4, 1, true);
        server.fake.tell(new NodeState(1, leads, 1, 1, 1).with(room));
        for (String path : List.of("/health", "/readyz", "/primary")) {
            GatewayServer.Answer answer = server.get(path);
            assertThat(answer.status()).as(path).isEqualTo(507);
            assertThat(answer.body())
                    .contains("the disk of this node is nearly full: 5.0 MiB are free, and below 6.0 MiB")
                    .contains("\"disk\":{\"free_bytes\":5242880,\"reserve_bytes\":6291456,\"nearly_full\":true}");
        }
        assertThat(server.get("/livez").status()).isEqualTo(200);

        CoreStatus follows = new CoreStatus(CoreStatus.RoleName.FOLLOWER, 4, 2, false);
        server.fake.tell(new NodeState(1, follows, 1, 1, 1).with(room));
        assertThat(server.get("/health").status()).isEqualTo(507);
        assertThat(server.get("/readyz").status()).as("the leader has room").isEqualTo(200);
        assertThat(server.get("/replica").status()).isEqualTo(200);
    }
}
