package io.dengine.examples.app;

import com.sun.net.httpserver.HttpServer;
import io.dengine.embedded.EmbeddedEngine;
import io.dengine.embedded.EngineConfig;
import java.nio.file.Path;

/** One process of the application: a node, its HTTP interface, and the port that a load balancer asks. */
public final class App {
    private App() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 5) {
            System.err.println("usage: ID HTTP_PORT HEALTH_PORT RAFT_ADDRESS,RAFT_ADDRESS,... DATA_DIRECTORY");
            System.exit(2);
        }
        String[] members = args[3].split(",");
        EngineConfig.Builder config = EngineConfig.in(Path.of(args[4])).nodeId(Integer.parseInt(args[0]));
        for (int id = 1; id <= members.length; id++) {
            config.member(id, members[id - 1]);
        }
        EmbeddedEngine engine = EmbeddedEngine.start(config.build());
        HttpServer http = new KvHttp(engine).start(Integer.parseInt(args[1]));
        HttpServer health = new KvHttp(engine).start(Integer.parseInt(args[2]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            health.stop(0);
            engine.close(); // hands leadership over, while requests are still answered
            http.stop(0);
        }));
        System.out.println("application " + args[0] + " serves http://localhost:" + args[1]);
    }
}
