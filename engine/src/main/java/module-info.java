/** The node: stages that drive the core, and the ports to disk, network, time and state machine. */
module io.dengine.engine {
    requires transitive io.dengine.core;
    requires static org.jspecify;

    exports io.dengine.engine;
    exports io.dengine.engine.port;
    exports io.dengine.engine.stage;
}
