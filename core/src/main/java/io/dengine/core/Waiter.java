package io.dengine.core;

/**
 * A pending request of a client, or of a node on behalf of its clients. The core keeps it while it waits for the
 * outcome, and hands it back unchanged with the effect that ends it; it never looks into it.
 */
public interface Waiter {}
