package io.dengine.bench;

/** What a client speaks. */
enum Protocol {
    GRPC,
    NATIVE
}
