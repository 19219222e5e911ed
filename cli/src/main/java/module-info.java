/** The command line d-engine: runs a node, or shows one in a terminal. */
module io.dengine.cli {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.dengine.server;
    requires java.net.http;
    requires jdk.unsupported;
    requires static transitive org.jspecify;
    requires org.jline.terminal;

    opens io.dengine.cli to
            info.picocli;
}
