/** Meters and spans of client requests. */
module io.dengine.micrometer {
    requires transitive io.dengine.client;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;
    requires static transitive org.jspecify;

    exports io.dengine.micrometer;
}
