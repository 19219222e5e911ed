package io.dengine.bench;

/** What a client speaks. */
public enum Protocol {
    GRPC,
    NATIVE
}
