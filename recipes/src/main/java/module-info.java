/** Locks, elections, queues and a service registry, on the client interface alone. */
module io.dengine.recipes {
    requires transitive io.dengine.api;
    requires static transitive org.jspecify;

    exports io.dengine.recipes;
}
