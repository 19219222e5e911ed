package io.dengine.server.api;

/**
 * What a write did.
 *
 * @param succeeded false where a compare-and-swap found another value, or a delete found no key
 * @param revision of the store after the write
 */
public record WriteOutcome(boolean succeeded, long revision) {}
