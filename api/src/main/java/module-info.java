/** The interface for users, the same for an engine in the process and for a remote cluster. */
module io.dengine.api {
    requires transitive io.dengine.bytes;
    requires static transitive org.jspecify;

    exports io.dengine.api;
}
