package io.dengine.bench;

/** The protocol that a client uses. */
public enum Protocol {
    GRPC,
    NATIVE
}
