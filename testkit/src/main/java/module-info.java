/** The contract suites for custom storage and clients. */
module io.dengine.testkit {
    requires transitive io.dengine.api;
    requires transitive io.dengine.engine;
    requires static transitive org.jspecify;
    requires transitive org.junit.jupiter.api;

    exports io.dengine.testkit.contract;

    opens io.dengine.testkit.contract to
            org.junit.platform.commons;
}
