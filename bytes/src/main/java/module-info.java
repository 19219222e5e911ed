/** The immutable byte slice that all layers share, and its bounded reader and writer. */
module io.dengine.bytes {
    requires static org.jspecify;

    exports io.dengine.bytes;
}
