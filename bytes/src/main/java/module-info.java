/** The immutable byte slice that all modules share, with its bounded reader and writer. */
module io.dengine.bytes {
    requires static transitive org.jspecify;

    exports io.dengine.bytes;
}
