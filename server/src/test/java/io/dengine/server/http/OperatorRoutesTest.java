package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.server.access.AdminAccess;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that only an operator may make are refused where no operator may ask, all others are not. */
class OperatorRoutesTest {
    private static final AdminAccess NOBODY = new AdminAccess(AdminAccess.Mode.OFF, null, AdminAccess.Listener.NONE);

    @Test
    void what_changes_the_cluster_or_copies_its_data_is_for_operators() throws IOException, InterruptedException {
        try (GatewayServer server = new GatewayServer(NOBODY)) {
            for (String path : List.of(
                    "/promote",
                    "/join",
                    "/remove",
                    "/replace",
                    "/address",
                    "/transfer-leader",
                    "/snapshot",
                    "/accept-loss")) {
                assertThat(server.post(path, "{}").status()).as(path).isEqualTo(403);
            }
            assertThat(server.get("/backup").status()).isEqualTo(403);
        }
    }

    @Test
    void keys_and_the_state_of_the_node_are_for_all() throws IOException, InterruptedException {
        try (GatewayServer server = new GatewayServer(NOBODY)) {
            assertThat(server.post("/put", "{\"key\":\"a\",\"value\":\"1\"}").status())
                    .isEqualTo(200);
            assertThat(server.get("/get?key=a").status()).isEqualTo(200);
            for (String path : List.of("/cluster", "/health", "/livez", "/readyz", "/version")) {
                assertThat(server.get(path).status()).as(path).isEqualTo(200);
            }
        }
    }

    /** It would walk the whole store on an event loop, beside the thread that applies. */
    @Test
    void no_request_hashes_the_whole_state() throws IOException, InterruptedException {
        try (GatewayServer server = new GatewayServer()) {
            assertThat(server.get("/hash").status()).isEqualTo(404);
        }
    }
}
