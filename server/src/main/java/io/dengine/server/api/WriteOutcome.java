package io.dengine.server.api;

/**
 * The result of a write.
 *
 * @param succeeded false if a compare-and-swap found another value, or a delete found no key
 * @param revision of the store after the write
 */
public record WriteOutcome(boolean succeeded, long revision) {}
