package io.dengine.server.http;

import io.dengine.openapi.OpenApi;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The description, and a node for each test that must agree with it. */
abstract class GatewayFixture {
    OpenApi file;
    GatewayServer server;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        file = OpenApi.read();
        server = new GatewayServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }
}
