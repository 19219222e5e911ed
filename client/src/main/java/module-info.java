/** The remote client: sessions, retries, watches that resume, and connections to nodes. */
module io.dengine.client {
    requires transitive io.dengine.api;
    requires io.dengine.command;
    requires static transitive org.jspecify;

    exports io.dengine.client;
    exports io.dengine.client.remote;
    exports io.dengine.client.tls;
}
